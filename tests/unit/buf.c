#include <inttypes.h>

#include "base/buf.h"

#include "test.h"

START_TEST(numbers_have_their_digits)
{
	static const int64_t cases[] = {
		0, 1, 9, 10, 11, 99, 100, 101, 110, 999, 1000, 1010, 100000,
		INT64_MAX, INT64_MIN, -1, -10, -99, -100,
	};
	struct test_random random = test_random_new("buf_add_int64");
	char want[32];
	struct buf buf;

	buf_init(&buf, arena);
	for (size_t i = 0; i < 20000; i++) {
		int64_t n = i < COUNT_OF(cases) ? cases[i] :
			(int64_t)test_random_next(&random) >>
				test_random_below(&random, 64);

		buf_reset(&buf);
		buf_add_int64(&buf, n);
		snprintf(want, sizeof(want), "%" PRId64, n);
		ck_assert_str_eq(buf_text(&buf), want);
	}
}
END_TEST

static void fill(struct buf *buf)
{
	for (int i = 0; i < 1000; i++) {
		buf_addc(buf, 'a');
		buf_adds(buf, "bcd");
		buf_add(buf, "", 0);
		buf_printf(buf, "%d", i % 10);
	}
}

START_TEST(grows_on_an_arena_and_on_the_heap)
{
	struct buf a, heap;

	buf_init(&a, arena);
	buf_init(&heap, NULL);
	fill(&a);
	fill(&heap);
	ck_assert_uint_eq(a.len, 5000);
	ck_assert_uint_eq(heap.len, 5000);
	ck_assert_mem_eq(a.data, heap.data, 5000);
	ck_assert_mem_eq(a.data + 4990, "abcd8abcd9", 10);
	buf_free(&a);
	buf_free(&heap);
	ck_assert_uint_eq(heap.len, 0);
}
END_TEST

START_TEST(prints_longer_than_what_is_there)
{
	struct buf buf;

	buf_init(&buf, arena);
	buf_printf(&buf, "%05000d", 7);
	ck_assert_uint_eq(buf.len, 5000);
	ck_assert_int_eq(buf.data[4999], '7');
}
END_TEST

START_TEST(text_ends_and_is_not_counted)
{
	struct buf buf;

	buf_init(&buf, arena);
	ck_assert_str_eq(buf_text(&buf), "");
	for (int i = 0; i < 200; i++) {
		buf_addc(&buf, 'x');
		ck_assert_uint_eq(strlen(buf_text(&buf)), buf.len);
	}
}
END_TEST

TEST_MAIN("buf", numbers_have_their_digits, grows_on_an_arena_and_on_the_heap,
	  prints_longer_than_what_is_there, text_ends_and_is_not_counted)
