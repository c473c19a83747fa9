#include <inttypes.h>
#include <string.h>

#include "base/money.h"

#include "test.h"

START_TEST(reads_decimals)
{
	static const struct { const char *s; int64_t e4; } cases[] = {
		{ "0", 0 }, { "-0", 0 }, { "0.0000", 0 }, { "0e99", 0 },
		{ "1", 10000 }, { "+1", 10000 }, { "-1", -10000 },
		{ "1806.38", 18063800 }, { "0.125", 1250 }, { "20", 200000 },
		{ "0.0001", 1 }, { ".5", 5000 }, { "5.", 50000 },
		{ "007", 70000 }, { "0.000", 0 }, { "586.45", 5864500 },
		{ "1.00000000000000000000000000000000000000000000000", 10000 },
		{ "0.12340000", 1234 }, { "1e2", 1000000 },
		{ "1.5e1", 150000 }, { "1.5E+1", 150000 }, { "15e-1", 15000 },
		{ "12345e-4", 12345 }, { "1e-4", 1 }, { "10e-5", 1 },
		{ "0.00001e1", 1 }, { "1e13", INT64_C(100000000000000000) },
		{ "99999999999999.9999", MONEY_MAX_E4 },
		{ "-99999999999999.9999", -MONEY_MAX_E4 },
		{ "0000000000000000000000000000000000000000000000001", 10000 },
		{ "100000000000000000000000000000000000000000e-41", 10000 },
		{ "0.0000000000000000000000000000000000000001e40", 10000 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t e4 = -7;

		ck_assert_msg(!money_parse(cases[i].s, strlen(cases[i].s),
					   &e4), "%s", cases[i].s);
		ck_assert_msg(e4 == cases[i].e4, "%s: %" PRId64, cases[i].s,
			      e4);
	}
}
END_TEST

START_TEST(refuses_what_is_not_exact)
{
	static const char *const cases[] = {
		"", "-", "+", ".", "-.", "e1", ".e1", "1e", "1e+", "1e-",
		"NaN", "nan", "Infinity", "-Infinity", "inf", "0x10", "1,5",
		"1 ", " 1", "1.2.3", "--1", "+-1", "1-", "1e1.5", "1e1e1",
		"0.00001", "1.00001", "1e-5", "0.12345", "1.23456789",
		"100000000000000", "99999999999999.99991", "1e14", "1e400",
		"0.000000000000000000000000000000000000000000000000"
		"1e499", "10000000000000000000000000000000000000000000000"
		"e-459",
		"1e99999999999999999999", "-1e15", "1e-400",
		"123456789012345678901234567890",
		"1234567890123456789012345678901234567890123", "1_000",
		"\xd9\xa1", "1\n",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t e4 = -7;

		ck_assert_msg(money_parse(cases[i], strlen(cases[i]), &e4)
			      == -1, "%s", cases[i]);
		ck_assert_int_eq(e4, -7);
	}
	ck_assert_int_eq(money_parse("1\0", 2, &(int64_t){ 0 }), -1);
}
END_TEST

START_TEST(reads_only_its_length)
{
	int64_t e4;

	ck_assert_int_eq(money_parse("12.5xyz", 4, &e4), 0);
	ck_assert_int_eq(e4, 125000);
}
END_TEST

START_TEST(prints_the_shortest)
{
	static const struct { int64_t e4; const char *s; } cases[] = {
		{ 0, "0.00" }, { 50000, "5.00" }, { 18063800, "1806.38" },
		{ 1250, "0.125" }, { 1, "0.0001" }, { -1, "-0.0001" },
		{ -50000, "-5.00" }, { 100, "0.01" }, { 10, "0.001" },
		{ 1000, "0.10" }, { 12300, "1.23" },
		{ MONEY_MAX_E4, "99999999999999.9999" },
		{ INT64_MAX, "922337203685477.5807" },
		{ INT64_MIN, "-922337203685477.5808" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char out[32];

		ck_assert_uint_eq(money_print(cases[i].e4, out),
				  strlen(cases[i].s));
		ck_assert_str_eq(out, cases[i].s);
	}
}
END_TEST

START_TEST(reads_what_it_prints)
{
	struct test_random random = test_random_new("money");

	for (int i = 0; i < 50000; i++) {
		int64_t e4 = (int64_t)(test_random_next(&random) >>
				       test_random_below(&random, 64)) %
			(MONEY_MAX_E4 + 1), back;
		char out[32];
		size_t len;

		if (i % 2)
			e4 = -e4;
		len = money_print(e4, out);
		if (money_parse(out, len, &back) || back != e4)
			ck_abort_msg("%s", out);
		/* The same number with its point moved by an exponent. */
		snprintf(out, sizeof(out), "%" PRId64 "e-4", e4);
		if (money_parse(out, strlen(out), &back) || back != e4)
			ck_abort_msg("%s", out);
	}
}
END_TEST

START_TEST(sums_do_not_overflow)
{
	int64_t acc = INT64_MAX - 1, out = 7;

	ck_assert(money_add(&acc, 1));
	ck_assert(!money_add(&acc, 1));
	ck_assert_int_eq(acc, INT64_MAX);
	acc = INT64_MIN;
	ck_assert(!money_add(&acc, -1));
	ck_assert(money_add(&acc, INT64_MAX));
	ck_assert_int_eq(acc, -1);
	ck_assert(money_mul_count(125000, 3, &out));
	ck_assert_int_eq(out, 375000);
	ck_assert(!money_mul_count(MONEY_MAX_E4, 10, &out));
	ck_assert(!money_mul_count(INT64_MIN, -1, &out));
	ck_assert_int_eq(out, 375000);
}
END_TEST

START_TEST(ratios_round_half_away_from_zero)
{
	static const struct {
		int64_t a, num, den;
		int decimals;
		int64_t want;
	} cases[] = {
		{ 1000000, 1, 3, 2, 333300 }, { 1000000, 2, 3, 2, 666700 },
		{ 1000000, 1, 8, 2, 125000 }, { 1000000, 1, 8, 0, 130000 },
		{ 1000000, 1, 200, 0, 10000 }, { 1000000, -1, 200, 0, -10000 },
		{ -1000000, 1, 200, 0, -10000 },
		{ 1000000, 1, -200, 0, -10000 },
		{ -1000000, 1, -200, 0, 10000 }, { 1000000, 1, 201, 0, 0 },
		{ 1, 1, 2, 4, 1 }, { 1, 1, 3, 4, 0 }, { -1, 1, 2, 4, -1 },
		{ 5, 1, 1, 3, 10 }, { 4, 1, 1, 3, 0 }, { 7, 3, 0, 2, 0 },
		{ 0, 0, 0, 2, 0 }, { 0, 5, 9, 2, 0 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, 4, INT64_MAX },
		{ INT64_MIN, INT64_MAX, INT64_MAX, 4, INT64_MIN },
		{ INT64_MAX, INT64_MAX, 1, 2, INT64_MAX },
		{ INT64_MAX, INT64_MIN, 1, 2, INT64_MIN },
		{ INT64_MIN, INT64_MIN, INT64_MIN, 4, INT64_MIN },
		{ 999999999999999999, 999999999999999999, 999999999999999999,
		  4, 999999999999999999 },
		{ 18063800, 1, 7, 2, 2580500 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(money_ratio(cases[i].a, cases[i].num,
					  cases[i].den, cases[i].decimals) ==
			      cases[i].want, "case %zu", i);
}
END_TEST

TEST_MAIN("money", reads_decimals, refuses_what_is_not_exact,
	  reads_only_its_length, prints_the_shortest, reads_what_it_prints,
	  sums_do_not_overflow, ratios_round_half_away_from_zero)
