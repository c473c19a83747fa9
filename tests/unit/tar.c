/* Archives, byte by byte, and as the system's own tar reads them. */
#include <string.h>
#include <unistd.h>

#include "base/tar.h"

#include "test.h"

static struct buf out;

static void add_file(const char *name, const char *text)
{
	size_t at = tar_file_begin(&out);

	buf_adds(&out, text);
	tar_file_end(&out, at, name, 1780000000);
}

START_TEST(writes_a_header)
{
	buf_init(&out, arena);
	add_file("x/a.txt", "hello\n");
	ck_assert_uint_eq(out.len, 2 * TAR_BLOCK);
	ck_assert_str_eq(out.data, "x/a.txt");
	ck_assert_str_eq(out.data + 100, "0000644");
	ck_assert_str_eq(out.data + 124, "00000000006");
	ck_assert_str_eq(out.data + 136, "15206122400");
	ck_assert_int_eq(out.data[156], '0');
	ck_assert_mem_eq(out.data + 257, "ustar\0" "00", 8);
	ck_assert_str_eq(out.data + TAR_BLOCK, "hello\n");
}
END_TEST

START_TEST(sums_its_header_up)
{
	unsigned long sum = 0;

	buf_init(&out, arena);
	add_file("name", "");
	ck_assert_uint_eq(out.len, TAR_BLOCK);
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)out.data[i];
	ck_assert_uint_eq(strtoul(out.data + 148, NULL, 8), sum);
	ck_assert_mem_eq(out.data + 154, "\0 ", 2);
}
END_TEST

START_TEST(pads_to_whole_blocks)
{
	static const struct { size_t size, len; } cases[] = {
		{ 0, 512 }, { 1, 1024 }, { 511, 1024 }, { 512, 1024 },
		{ 513, 1536 }, { 4096, 4608 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = arena_alloc(arena, cases[i].size + 1);

		memset(text, 'x', cases[i].size);
		buf_init(&out, arena);
		add_file("name", text);
		ck_assert_uint_eq(out.len, cases[i].len);
	}
	tar_end(&out);
	ck_assert_uint_eq(out.len, 4608 + 1024);
}
END_TEST

/* What tar, called so, says of the archive. */
static const char *said(const char *how)
{
	char *path = arena_strdup(arena, "/tmp/xeno-tar.XXXXXX");
	char *text = arena_alloc(arena, 4096);
	int fd = mkstemp(path);
	FILE *pipe;

	ck_assert_int_eq(write(fd, out.data, out.len), (ssize_t)out.len);
	close(fd);
	pipe = popen(arena_printf(arena, "tar %s %s 2>&1", how, path), "r");
	ck_assert_ptr_nonnull(pipe);
	text[fread(text, 1, 4095, pipe)] = '\0';
	ck_assert_int_eq(pclose(pipe), 0);
	unlink(path);
	return text;
}

START_TEST(is_read_by_tar)
{
	char name[TAR_NAME_MAX + 1] = "";

	memset(name, 'n', TAR_NAME_MAX);
	buf_init(&out, arena);
	add_file("x/a.txt", "hello\n");
	add_file("x/empty", "");
	add_file(name, "world\n");
	tar_end(&out);
	ck_assert_str_eq(said("-tf"),
			 arena_printf(arena, "x/a.txt\nx/empty\n%s\n", name));
	ck_assert_str_eq(said("-xOf"), "hello\nworld\n");
}
END_TEST

TEST_MAIN("tar", writes_a_header, sums_its_header_up, pads_to_whole_blocks,
	  is_read_by_tar)
