#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "wrap/shared.h"

#include "directory_helpers.h"

#define BYTES 10000

static const char *file_in(const char *dir)
{
	return arena_printf(arena, "%s/name", dir);
}

static void begin(void *memory)
{
	strcpy(memory, "begun");
}

static char *map(const char *dir)
{
	char *memory = shared_map(dir, "name", BYTES, begin, &err);

	ck_assert_ptr_nonnull(memory);
	return memory;
}

START_TEST(begins_once_and_is_the_same_for_all)
{
	const char *dir = directory_new();
	char *one = map(dir), *other;
	struct stat file;

	ck_assert_str_eq(one, "begun");
	ck_assert_int_eq(one[BYTES - 1], 0);
	strcpy(one, "used");
	other = map(dir);
	ck_assert_str_eq(other, "used");
	one[BYTES - 1] = 'x';
	ck_assert_int_eq(other[BYTES - 1], 'x');
	ck_assert_int_eq(stat(file_in(dir), &file), 0);
	ck_assert_int_eq(file.st_mode & 0777, 0600);
	directory_remove(dir, "name");
}
END_TEST

START_TEST(without_a_directory_is_of_this_process)
{
	char *one = map(NULL), *other = map(NULL);

	ck_assert_str_eq(one, "begun");
	strcpy(one, "used");
	ck_assert_str_eq(other, "begun");
	free(one);
	free(other);
}
END_TEST

/* Who has it goes on with what he has. */
START_TEST(of_another_boot_or_size_is_made_anew)
{
	const char *dir = directory_new();
	char *one = map(dir), *other;
	int fd = open(file_in(dir), O_RDWR);

	strcpy(one, "used");
	ck_assert_int_eq(pwrite(fd, "another", 7, BYTES), 7);
	close(fd);
	other = map(dir);
	ck_assert_str_eq(other, "begun");
	ck_assert_str_eq(one, "used");
	ck_assert_int_eq(truncate(file_in(dir), BYTES / 2), 0);
	ck_assert_str_eq(map(dir), "begun");
	directory_remove(dir, "name");
}
END_TEST

/* The limit of a file's size stands in for a full file system. */
START_TEST(what_has_no_room_is_refused)
{
	const struct rlimit small = { BYTES / 2, BYTES / 2 };
	const char *dir = directory_new();

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_ptr_null(shared_map(dir, "name", BYTES, begin, &err));
	assert_failed(XN_UNAVAILABLE, arena_printf(arena,
		"shared_dir: %s/name: File too large", dir));
	directory_remove(dir, "name");
}
END_TEST

/* Nobody can open anything more, so nothing tells the boot. */
START_TEST(without_the_name_of_the_boot_nothing_is_shared)
{
	const char *dir = directory_new();
	int next = open("/dev/null", O_RDONLY);
	struct rlimit none, was;

	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &was), 0);
	none = was;
	none.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_ptr_null(shared_map(dir, "name", BYTES, begin, &err));
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_failed(XN_UNAVAILABLE,
		      "shared_dir: /proc/sys/kernel/random/boot_id: "
		      "Too many open files");
}
END_TEST

START_TEST(what_cannot_be_is_named)
{
	ck_assert_ptr_null(shared_map("/nowhere", "name", 1, NULL, &err));
	assert_failed(XN_UNAVAILABLE,
		      "shared_dir: /nowhere/name: No such file or directory");
}
END_TEST

TEST_MAIN("shared", begins_once_and_is_the_same_for_all,
	  without_a_directory_is_of_this_process,
	  of_another_boot_or_size_is_made_anew,
	  what_has_no_room_is_refused,
	  without_the_name_of_the_boot_nothing_is_shared,
	  what_cannot_be_is_named)
