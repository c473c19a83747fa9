#include <sys/wait.h>

#include "base/clock.h"
#include "wrap/writes.h"

#include "directory_helpers.h"

static void open_new(void)
{
	const char *dir = directory_new();

	ck_assert_int_eq(writes_open(dir, &err), 0);
	directory_remove(dir, "writes");
}

START_TEST(without_a_directory_nothing_is_quiet)
{
	ck_assert_int_eq(writes_open(NULL, &err), 0);
	writes_note(1);
	ck_assert(!writes_quiet(1, clock_mono_us() + 1));
}
END_TEST

START_TEST(a_note_is_of_one_tenant_and_of_its_time)
{
	open_new();
	clock_set_for_test(1000);
	writes_note(7);
	ck_assert(!writes_quiet(7, 999));
	ck_assert(!writes_quiet(7, 1000));
	ck_assert(writes_quiet(7, 1001));
	ck_assert(writes_quiet(8, 999));
	clock_set_for_test(2000);
	writes_note(7);
	ck_assert(!writes_quiet(7, 2000));
}
END_TEST

START_TEST(a_note_of_no_tenant_is_for_all)
{
	open_new();
	clock_set_for_test(1000);
	writes_note(0);
	ck_assert(!writes_quiet(7, 1000));
	ck_assert(!writes_quiet(INT64_MAX, 1000));
	ck_assert(writes_quiet(7, 1001));
}
END_TEST

START_TEST(another_process_finds_the_note)
{
	int64_t before_us = clock_mono_us();
	pid_t child;
	int status;

	open_new();
	ck_assert(writes_quiet(7, before_us));
	child = fork();
	if (child == 0) {
		writes_note(7);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert(!writes_quiet(7, before_us));
}
END_TEST

TEST_MAIN("writes",
	  without_a_directory_nothing_is_quiet,
	  a_note_is_of_one_tenant_and_of_its_time,
	  a_note_of_no_tenant_is_for_all,
	  another_process_finds_the_note)
