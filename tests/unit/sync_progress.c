#include <string.h>

#include "base/clock.h"
#include "sync/progress.h"

#include "test.h"

static const struct {
	const char *phase, *detail;
	int64_t read, expected, us;
	const char *line;
} cases[] = {
	{ "exporting", "Shopify is preparing the data", 0, -1, 0,
	  "exporting  Shopify is preparing the data" },
	{ "orders", NULL, 1234567, -1, 10,
	  "orders     1,234,567 rows  123,456/s" },
	{ "orders", NULL, 50000, 100000, 5,
	  "orders     [############............] 50,000 of 100,000"
	  "  10,000/s  5 s left" },
	{ "orders", NULL, 1000, 1000000, 10,
	  "orders     [........................] 1,000 of 1,000,000"
	  "  100/s  167 min left" },
	{ "orders", NULL, 200, 100, 10,
	  "orders     [########################] 200 of 100  20/s"
	  "  0 s left" },
	{ "orders", NULL, 0, 0, 0,
	  "orders     [........................] 0 of 0  0/s" },
};

START_TEST(draws_a_line)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct progress p;
		char line[256];

		progress_begin(&p, 1);
		p.phase = cases[i].phase;
		p.detail = cases[i].detail;
		p.rows_read = cases[i].read;
		p.rows_expected = cases[i].expected;
		p.rows_began_us = cases[i].read ? 1 : 0;
		progress_print(&p, 1 + cases[i].us * CLOCK_SECOND_US, 200,
			       line, sizeof(line));
		ck_assert_str_eq(line, cases[i].line);
		progress_print(&p, 1, 20, line, sizeof(line));
		ck_assert_uint_le(strlen(line), 20);
	}
}
END_TEST

START_TEST(does_not_guess_too_early)
{
	struct progress p;

	progress_begin(&p, 0);
	p.rows_expected = 100;
	ck_assert_int_eq(progress_left_s(&p, CLOCK_SECOND_US), -1);
	p.rows_began_us = CLOCK_SECOND_US;
	p.rows_read = 50;
	ck_assert_int_eq(progress_left_s(&p, CLOCK_SECOND_US + 1), -1);
	ck_assert_int_eq(progress_left_s(&p, 2 * CLOCK_SECOND_US), 1);
}
END_TEST

TEST_MAIN("sync_progress", draws_a_line, does_not_guess_too_early)
