#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

#include "test.h"

START_TEST(reads_rfc3339)
{
	static const struct { const char *s; int64_t us; } cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01t00:00:00z", 0 },
		{ "1970-01-01 00:00:00Z", 0 },
		{ "1970-01-01T01:00:00+01:00", 0 },
		{ "1969-12-31T19:00:00-05:00", 0 },
		{ "1970-01-01T00:00:00-00:00", 0 },
		{ "1970-01-01T00:00:00.5Z", 500000 },
		{ "1970-01-01T00:00:00.000001Z", 1 },
		{ "1970-01-01T00:00:00.123456789Z", 123456 },
		{ "1970-01-01T00:00:00.00000099999999999999999999Z", 0 },
		{ "1969-12-31T23:59:59.999999Z", -1 },
		{ "2026-10-01T23:37:26-03:00", INT64_C(1790908646000000) },
		{ "2024-02-29T12:00:00Z", INT64_C(1709208000000000) },
		{ "2000-02-29T00:00:00Z", INT64_C(951782400000000) },
		{ "0002-01-01T00:00:00Z", INT64_C(-62104060800000000) },
		{ "9998-12-31T23:59:59.999999Z",
		  INT64_C(253370764799999999) },
		{ "2026-01-01T00:00:00+23:59", INT64_C(1767139260000000) },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t us = -7;

		ck_assert_msg(!time_parse_rfc3339(cases[i].s, &us), "%s",
			      cases[i].s);
		ck_assert_msg(us == cases[i].us, "%s: %" PRId64, cases[i].s,
			      us);
	}
}
END_TEST

START_TEST(refuses_what_is_not)
{
	static const char *const cases[] = {
		"", "now", "infinity", "-infinity", "epoch", "today",
		"2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00Z",
		"2026-01-01T00:00:00+01", "2026-01-01T00:00:00+0100",
		"2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00",
		"2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00.Z",
		"2026-01-01T00:00:00,5Z", "2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z", "2026-01-01T23:59:60Z",
		"2016-12-31T23:59:60Z", "2026-01-01T00:00:61Z",
		"2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
		"2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
		"2026-01-32T00:00:00Z", "0000-01-01T00:00:00Z",
		"-001-01-01T00:00:00Z", "+2026-01-01T00:00:00Z",
		"12026-01-01T00:00:00Z", "226-01-01T00:00:00Z",
		" 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z ",
		"2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00 Z",
		"2026-01-01_00:00:00Z", "2026/01/01T00:00:00Z",
		"2026-1-01T00:00:00Z", "2026-01-01T0:00:00Z",
		"2026-01-01T00:00:-1Z", "2026-01-01T00:00:00z+01:00",
		"0002-01-01T00:00:00+00:01", "9998-12-31T23:59:59-00:01",
		"0001-12-31T23:59:59Z", "9999-01-01T00:00:00Z",
		"1767225600", "2026-W01-1T00:00:00Z",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t us = -7;

		ck_assert_msg(time_parse_rfc3339(cases[i], &us) == -1, "%s",
			      cases[i]);
		ck_assert_int_eq(us, -7);
	}
}
END_TEST

START_TEST(prints_only_the_digits_it_needs)
{
	static const struct { int64_t us; const char *s; } cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 1000, "1970-01-01T00:00:00.001Z" },
		{ 1, "1970-01-01T00:00:00.000001Z" },
		{ 120000, "1970-01-01T00:00:00.120Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ -86400000000, "1969-12-31T00:00:00Z" },
		{ INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z" },
		{ INT64_C(-62135596800000000), "0001-01-01T00:00:00Z" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char out[32];

		time_print_rfc3339(cases[i].us, out);
		ck_assert_str_eq(out, cases[i].s);
	}
}
END_TEST

/* Every day of the calendar, against libc's. */
START_TEST(days_agree_with_libc)
{
	for (int64_t day = -719162; day <= 2932896; day++) {
		time_t at = (time_t)(day * 86400);
		char want[32], got[16];
		int64_t back;
		struct tm tm;

		gmtime_r(&at, &tm);
		snprintf(want, sizeof(want), "%04d-%02d-%02d",
			 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		day_print(day, got);
		if (strcmp(got, want))
			ck_abort_msg("%s is not %s", got, want);
		if (day_parse(want, &back) || back != day)
			ck_abort_msg("%s read as %" PRId64, want, back);
	}
}
END_TEST

START_TEST(days_refuse)
{
	static const char *const cases[] = {
		"", "2026-01-0", "2026-01-011", "2026-1-1", "20260101",
		"2026-02-30", "2026-01-01T00:00:00Z", "today", " 2026-01-01",
		"2026-01-01 ", "0000-01-01", "2100-02-29",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t day = -7;

		ck_assert_msg(day_parse(cases[i], &day) == -1, "%s", cases[i]);
		ck_assert_int_eq(day, -7);
	}
}
END_TEST

START_TEST(prints_what_it_reads)
{
	struct test_random random = test_random_new("clock");

	for (int i = 0; i < 20000; i++) {
		int64_t unit = i % 3 == 0 ? 1 : i % 3 == 1 ? 1000 : 1000000;
		int64_t us = ((int64_t)test_random_below(&random,
				315474825600000000) - 62104060800000000) /
			unit * unit, back;
		char out[32];

		time_print_rfc3339(us, out);
		if (time_parse_rfc3339(out, &back) || back != us)
			ck_abort_msg("%s", out);
	}
}
END_TEST

START_TEST(can_be_held)
{
	int64_t before = clock_mono_us();

	ck_assert_int_ge(clock_mono_us(), before);
	ck_assert_int_gt(clock_now_us(), INT64_C(1700000000000000));
	clock_set_for_test(42);
	ck_assert_int_eq(clock_now_us(), 42);
	ck_assert_int_eq(clock_mono_us(), 42);
	clock_set_for_test(-1);
	ck_assert_int_gt(clock_now_us(), INT64_C(1700000000000000));
}
END_TEST

TEST_MAIN("clock", reads_rfc3339, refuses_what_is_not,
	  prints_only_the_digits_it_needs, days_agree_with_libc, days_refuse,
	  prints_what_it_reads, can_be_held)
