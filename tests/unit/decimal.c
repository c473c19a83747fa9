#include "base/decimal.h"

#include "test.h"

START_TEST(rounds_half_away_from_zero)
{
	static const struct { const char *in; int decimals; const char *out; }
	cases[] = {
		{ "1.005", 2, "1.01" }, { "-1.005", 2, "-1.01" },
		{ "1.0049999999999999999999", 2, "1.00" },
		{ "1.0050", 2, "1.01" }, { "1.004", 2, "1.00" },
		{ "2", 2, "2.00" }, { "2.5", 2, "2.50" }, { "2.50", 1, "2.5" },
		{ "0", 0, "0" }, { "0.4", 0, "0" }, { "0.5", 0, "1" },
		{ "-0.4", 0, "0" }, { "-0.5", 0, "-1" }, { "-0", 2, "0.00" },
		{ "-0.0049", 2, "0.00" }, { "9.995", 2, "10.00" },
		{ "-99.5", 0, "-100" }, { "999999999999999999.995", 2,
		  "1000000000000000000.00" }, { "0.0995", 3, "0.100" },
		{ "123.4567", 0, "123" }, { "123.45", 4, "123.4500" },
		{ "0.333333333333333333333333333333", 20,
		  "0.33333333333333333333" },
		{ "0.004999999999999999999999999999", 20,
		  "0.00500000000000000000" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_str_eq(decimal_round(arena, cases[i].in,
					       cases[i].decimals),
				 cases[i].out);
	ck_assert_ptr_null(decimal_round(arena, NULL, 2));
}
END_TEST

START_TEST(divides_whatever_is_long)
{
	static const struct { const char *part, *whole, *out; } cases[] = {
		{ "1", "3", "33.33" }, { "2", "3", "66.67" },
		{ "1", "8", "12.50" }, { "1", "32", "3.13" },
		{ "-1", "32", "-3.13" }, { "1.00", "-32", "-3.13" },
		{ "-3", "-1.50", "200.00" }, { "0", "7", "0.00" },
		{ "-0.0000", "7", "0.00" }, { "5.00", "5", "100.00" },
		{ "0.0001", "999999999999999999", "0.00" },
		{ "999999999999999999", "0.0001",
		  "999999999999999999000000.00" },
		{ "0.03124999999999999999999999999999999999999999", "1",
		  "3.13" },
		{ "0.0312499999999999999999999999", "1", "3.12" },
		{ "10.00", "00.1000000000000000000000000000000000000000001",
		  "10000.00" },
		{ "0.3333333333333333333333333333333333333333", "0.2",
		  "166.67" },
		{ "1.0005", "10", "10.01" }, { "1.0004", "10", "10.00" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_str_eq(decimal_percent(arena, cases[i].part,
						 cases[i].whole),
				 cases[i].out);
	ck_assert_ptr_null(decimal_percent(arena, "1", "0.00"));
	ck_assert_ptr_null(decimal_percent(arena, "1", "-0"));
	ck_assert_ptr_null(decimal_percent(arena, "1", NULL));
	ck_assert_ptr_null(decimal_percent(arena, NULL, "1"));
}
END_TEST

TEST_MAIN("decimal", rounds_half_away_from_zero, divides_whatever_is_long)
