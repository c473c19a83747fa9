#include <string.h>

#include "base/clock.h"
#include "worker/range.h"

#include "request_helpers.h"

/* 2026-11-22T12:00:00Z */
#define NOW_US INT64_C(1795348800000000)

static struct range range;

static int parse(const char *query)
{
	struct request *req = request_to("GET",
		arena_printf(arena, "/x?%s", query));
	int rc;

	clock_set_for_test(NOW_US);
	err = (struct xn_error){ 0 };
	rc = range_parse(req, 366, " of this test", &range, &err);
	clock_set_for_test(-1);
	return rc;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

START_TEST(takes_days_and_instants)
{
	static const struct {
		const char *query, *from_day, *to_day, *from, *to;
		bool is_open;
	} cases[] = {
		{ "", NULL, NULL, NULL, NULL, true },
		{ "from=2026-01-31&to=2026-02-28",
		  "2026-01-31", "2026-02-28", NULL, NULL, false },
		{ "from=2026-11-01", "2026-11-01", NULL, NULL, NULL, true },
		{ "to=2026-11-01", NULL, "2026-11-01", NULL, NULL, false },
		{ "from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00.5Z", NULL,
		  NULL, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00.500Z",
		  false },
		{ "from=2026-11-01T01:00:00%2B01:00", NULL, NULL,
		  "2026-11-01T00:00:00Z", NULL, true },
		{ "from=2026-11-01T01:00:00+01:00", NULL, NULL,
		  "2026-11-01T00:00:00Z", NULL, true },
		{ "from=2026-11-01&to=2026-11-01",
		  "2026-11-01", "2026-11-01", NULL, NULL, false },
		{ "from=2026-11-02&to=2026-11-01T20:00:00Z",
		  "2026-11-02", NULL, NULL, "2026-11-01T20:00:00Z", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_msg(parse(cases[i].query) == 0, "%s: %s",
			      cases[i].query, err.text);
		ck_assert_msg(
			same(range.metrics.from_day, cases[i].from_day) &&
			same(range.metrics.to_day, cases[i].to_day) &&
			same(range.metrics.from_instant, cases[i].from) &&
			same(range.metrics.to_instant, cases[i].to) &&
			range.is_open == cases[i].is_open,
			"%s", cases[i].query);
	}
}
END_TEST

START_TEST(names_the_wrong_bound)
{
	static const struct {
		const char *query, *field;
	} cases[] = {
		{ "from=", "from" },
		{ "from=yesterday", "from" },
		{ "from=now", "from" },
		{ "to=infinity", "to" },
		{ "to=-infinity", "to" },
		{ "from=2026-02-29", "from" },
		{ "from=2026-2-1", "from" },
		{ "from=2026-01-01T00:00:00", "from" },
		{ "to=2026-06-30T23:59:60Z", "to" },
		{ "to=1795348800", "to" },
		{ "from=2026-01-01'--", "from" },
		{ "from=2026-02-01&to=2026-01-31", "from" },
		{ "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from" },
		{ "from=2027-01-01", "from" },
		{ "from=2020-01-01&to=2026-01-01", "from" },
		{ "from=0001-01-01&to=9999-12-31", "from" },
		{ "from=2026-01-01&from=2026-01-01", "from" },
		{ "shopId=x", "shopId" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_msg(parse(cases[i].query) == -1, "%s",
			      cases[i].query);
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
		ck_assert_str_eq(err.field, cases[i].field);
	}
}
END_TEST

START_TEST(says_why_a_range_is_too_long)
{
	ck_assert_int_eq(parse("from=2020-01-01&to=2026-01-01"), -1);
	ck_assert_str_eq(err.text,
			 "from: more than 366 days before to of this test");
}
END_TEST

TEST_MAIN("range", takes_days_and_instants, names_the_wrong_bound,
	  says_why_a_range_is_too_long)
