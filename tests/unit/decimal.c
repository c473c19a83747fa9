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

TEST_MAIN("decimal", rounds_half_away_from_zero)
