#include "base/clock.h"
#include "sync/pages.h"

#include "test.h"

START_TEST(searches_by_quoted_times)
{
	static const struct {
		enum resource_id id;
		int64_t from_s, to_s;
		const char *want;
	} cases[] = {
		{ RESOURCE_ORDERS, 0, 0, NULL },
		{ RESOURCE_ORDERS, 86400, 0,
		  "updated_at:>='1970-01-02T00:00:00Z'" },
		{ RESOURCE_CUSTOMERS, 1, 60,
		  "updated_at:>='1970-01-01T00:00:01Z'"
		  " AND updated_at:<'1970-01-01T00:01:00Z'" },
		/* The default would be the active ones. */
		{ RESOURCE_PRODUCTS, 0, 0,
		  "status:active,draft,archived,unlisted" },
		{ RESOURCE_PRODUCTS, 1, 0, "updated_at:>='1970-01-01T00:00:01Z'"
		  " AND status:active,draft,archived,unlisted" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_pstr_eq(resource_search(arena,
			&resources[cases[i].id],
			cases[i].from_s * CLOCK_SECOND_US +
				(cases[i].from_s ? 999999 : 0),
			cases[i].to_s * CLOCK_SECOND_US), cases[i].want);
}
END_TEST

START_TEST(follows_the_cost)
{
	static const struct { int rows, cost, want; } cases[] = {
		{ 10, 0, 10 },		/* not said */
		{ 10, 100, 90 },
		{ 10, 9000, 1 },
		{ 10, 90000, 1 },
		{ 10, 10, 250 },	/* as many as a page may have */
		{ 100, 900, 100 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct page_size size = { .rows = cases[i].rows, .most = 250 };

		page_size_adapt(&size, cases[i].cost);
		ck_assert_int_eq(size.rows, cases[i].want);
	}
}
END_TEST

/* Like 160 times the logarithm of the rows, or like the rows themselves. */
static int cost_of(int rows, bool is_linear)
{
	int cost = 0;

	for (int i = 1; i <= rows; i++)
		cost += is_linear ? 37 : 160 / i;
	return cost;
}

START_TEST(grows_fast_where_rows_become_cheap)
{
	for (int is_linear = 0; is_linear < 2; is_linear++) {
		struct page_size size;

		page_size_init(&size, true);
		for (int i = 0; i < 6; i++) {
			int cost = cost_of(size.rows, is_linear);

			ck_assert_int_le(cost, 1000);
			page_size_adapt(&size, cost);
			ck_assert_int_le(size.cost, 900);
		}
		ck_assert_int_ge(size.rows, is_linear ? 24 : 200);
	}
}
END_TEST

START_TEST(shrinks_to_an_end)
{
	struct page_size size;
	int steps = 0;

	page_size_init(&size, true);
	while (!page_size_shrink(&size))
		ck_assert_int_lt(++steps, 20);
	ck_assert_int_eq(size.rows, 1);
	ck_assert_int_eq(size.lines, 1);
}
END_TEST

/* What was too much once is not asked for again. */
START_TEST(remembers_what_was_too_much)
{
	struct page_size size;

	page_size_init(&size, true);
	page_size_adapt(&size, 90);
	ck_assert_int_eq(size.rows, 100);
	ck_assert_int_eq(size.cost, 900);
	ck_assert_int_eq(page_size_shrink(&size), 0);
	ck_assert_int_eq(size.rows, 50);
	ck_assert_int_eq(size.cost, 0);
	page_size_adapt(&size, 100);
	ck_assert_int_eq(size.rows, 75);
	ck_assert_int_eq(size.cost, 150);
}
END_TEST

START_TEST(shrinks_to_one_row_without_lines)
{
	struct page_size size;

	page_size_init(&size, false);
	for (int rows = 5; rows; rows /= 2) {
		ck_assert_int_eq(page_size_shrink(&size), 0);
		ck_assert_int_eq(size.rows, rows);
	}
	ck_assert_int_eq(page_size_shrink(&size), -1);
}
END_TEST

/* What Shopify stumbled over may go well another time. */
START_TEST(begins_anew_after_it_was_spared)
{
	struct page_size size;
	int pages = 0;

	page_size_init(&size, true);
	ck_assert_int_eq(page_size_spare(&size), 0);
	while (size.most < 250) {
		ck_assert_int_le(size.rows, 8);
		ck_assert_int_lt(++pages, 20);
		page_size_adapt(&size, 10);
	}
	ck_assert_int_eq(pages, 10);
	ck_assert_int_eq(size.rows, 10);
	ck_assert_int_eq(size.lines, 10);
}
END_TEST

START_TEST(widens_where_orders_are_long)
{
	struct page_size size = { .rows = 40, .lines = 10, .most = 250 };

	page_size_widen(&size, 40, 10);		/* one in four */
	ck_assert_int_eq(size.lines, 10);
	page_size_widen(&size, 40, 11);
	ck_assert_int_eq(size.lines, 20);
	ck_assert_int_eq(size.rows, 20);
	for (int i = 0; i < 10; i++)
		page_size_widen(&size, 1, 1);
	ck_assert_int_le(size.lines, 160);
	ck_assert_int_ge(size.rows, 1);
	page_size_widen(&size, 0, 0);
}
END_TEST

TEST_MAIN("sync_pages", searches_by_quoted_times, follows_the_cost,
	  grows_fast_where_rows_become_cheap, shrinks_to_an_end,
	  remembers_what_was_too_much, shrinks_to_one_row_without_lines,
	  begins_anew_after_it_was_spared, widens_where_orders_are_long)
