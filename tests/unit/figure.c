#include "base/figure.h"

#include "test.h"

START_TEST(numbers)
{
	static const struct { const char *in; int decimals; const char *out; }
	cases[] = {
		{ "0", 0, "0" }, { "0", 2, "0.00" }, { "7.5000", 0, "7.5" },
		{ "-1234.5000", 2, "-1,234.50" }, { "999", 0, "999" },
		{ "1000", 0, "1,000" }, { "-100000.00", 0, "-100,000" },
		{ "1234567.00005", 2, "1,234,567.00005" },
		{ "0.0000", 2, "0.00" }, { "10.10", 1, "10.1" },
	};
	struct arena *a = arena_new(256);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_str_eq(figure_number(a, cases[i].in,
					       cases[i].decimals),
				 cases[i].out);
	arena_free(a);
}
END_TEST

START_TEST(amounts)
{
	struct arena *a = arena_new(256);

	ck_assert_str_eq(figure_money(a, "1234.5000", "EUR"), "EUR 1,234.50");
	ck_assert_str_eq(figure_money(a, "1235.0000", "JPY"), "JPY 1,235");
	ck_assert_str_eq(figure_money(a, "0.12500", "USD"), "USD 0.13");
	ck_assert_str_eq(figure_money(a, "-1.5", "KWD"), "KWD -1.500");
	ck_assert_str_eq(figure_money(a, "3667.755", "USD"), "USD 3,667.76");
	ck_assert_str_eq(figure_money(a, "1234.5", "JPY"), "JPY 1,235");
	ck_assert_str_eq(figure_money(a, "-0.004", "EUR"), "EUR 0.00");
	arena_free(a);
}
END_TEST

START_TEST(percentages)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "100.00", "100%" }, { "-12.35", "-12.4%" }, { "0.04", "0%" },
		{ "1234.96", "1,235%" }, { "66.67", "66.7%" }, { "5", "5%" },
	};
	struct arena *a = arena_new(256);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_str_eq(figure_percent(a, cases[i].in), cases[i].out);
	arena_free(a);
}
END_TEST

TEST_MAIN("figure", numbers, amounts, percentages)
