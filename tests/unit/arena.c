#include <string.h>

#include "test.h"

static char order[8];

static void note(void *letter)
{
	strcat(order, letter);
}

START_TEST(zeroes_and_aligns)
{
	for (size_t size = 0; size < 100; size++) {
		char *p = arena_alloc(arena, size);

		ck_assert_uint_eq((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_int_eq(p[i], 0);
		memset(p, 0xff, size);
	}
	ck_assert_ptr_nonnull(arena_alloc_raw(arena, 0));
}
END_TEST

START_TEST(grows_past_its_block)
{
	char *big = arena_alloc(arena, 100000);

	big[99999] = 'x';
	ck_assert_str_eq(arena_printf(arena, "%d-%s", 7, "y"), "7-y");
}
END_TEST

START_TEST(prints_what_is_longer_than_its_stack)
{
	char *s = arena_printf(arena, "%0999d", 1);

	ck_assert_uint_eq(strlen(s), 999);
	ck_assert_int_eq(s[998], '1');
}
END_TEST

START_TEST(growing_keeps_the_content)
{
	char *p = arena_alloc_raw(arena, 1);
	size_t size = 1;

	p[0] = 0;
	for (size_t wanted = 2; wanted < 5000; wanted += 7) {
		/* Now and then something else comes to lie behind it. */
		if (wanted % 3 == 0)
			memset(arena_alloc_raw(arena, 5), 0xff, 5);
		p = arena_grow(arena, p, size, wanted);
		for (size_t i = 0; i < size; i++)
			if (p[i] != (char)i)
				ck_abort_msg("byte %zu of %zu", i, size);
		for (; size < wanted; size++)
			p[size] = (char)size;
	}
}
END_TEST

START_TEST(allocations_never_overlap)
{
	struct test_random random = test_random_new("arena");
	struct { unsigned char *p; size_t size; } all[200];

	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < COUNT_OF(all); i++) {
			bool big = !test_random_below(&random, 20);

			all[i].size = test_random_below(&random,
							big ? 90000 : 300);
			all[i].p = arena_alloc_raw(arena, all[i].size);
			memset(all[i].p, (int)i, all[i].size);
		}
		for (size_t i = 0; i < COUNT_OF(all); i++)
			for (size_t j = 0; j < all[i].size; j++)
				if (all[i].p[j] != i)
					ck_abort_msg("byte %zu of %zu", j, i);
		arena_reset(arena);
	}
}
END_TEST

START_TEST(runs_deferred_newest_first)
{
	char a[] = "a", b[] = "b";

	order[0] = '\0';
	arena_defer(arena, note, a);
	arena_defer(arena, note, b);
	arena_reset(arena);
	ck_assert_str_eq(order, "ba");
	arena_reset(arena);
	ck_assert_str_eq(order, "ba");
}
END_TEST

TEST_MAIN("arena", zeroes_and_aligns, grows_past_its_block,
	  prints_what_is_longer_than_its_stack, growing_keeps_the_content,
	  allocations_never_overlap, runs_deferred_newest_first)
