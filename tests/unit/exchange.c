/* Files of exchange rates. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "domain/metrics/exchange.h"

#include "test.h"

static struct exchange_rate *rates;
static size_t n;

static int parse(const char *text, const char *base)
{
	return exchange_parse(arena, text, strlen(text), base, &rates, &n,
			      &err);
}

/* "2026-01-02 EUR 1; ..." */
static const char *all(void)
{
	const char *text = "";
	char day[16];

	for (size_t i = 0; i < n; i++) {
		day_print(rates[i].day, day);
		text = arena_printf(arena, "%s%s%s %s %s", text,
				    i ? "; " : "", day, rates[i].currency,
				    rates[i].rate);
	}
	return text;
}

START_TEST(takes_rows)
{
	static const struct { const char *text, *rates; } cases[] = {
		{ "day,currency,rate\n2026-01-02,USD,1.0812\n",
		  "2026-01-02 EUR 1; 2026-01-02 USD 1.0812" },
		/* In any order, with blanks, CR LF, a mark, no last newline. */
		{ "\xEF\xBB\xBF" "day, currency ,rate\r\n\r\n"
		  "2026-01-05,USD,1.1\r\n 2026-01-02 ,JPY,\t0161.30\r\n"
		  "2026-01-02,EUR,1.000,",
		  "2026-01-02 EUR 1.000; 2026-01-02 JPY 0161.30;"
		  " 2026-01-05 EUR 1; 2026-01-05 USD 1.1" },
		{ "day,currency,rate\n2026-01-02,IRR,1234567890.0123456789",
		  "2026-01-02 EUR 1; 2026-01-02 IRR 1234567890.0123456789" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(parse(cases[i].text, "EUR"), 0);
		ck_assert_str_eq(all(), cases[i].rates);
	}
}
END_TEST

START_TEST(takes_columns_as_the_ecb_has_them)
{
	ck_assert_int_eq(parse("Date,USD,JPY,CYP,\n"
			       "2026-01-05,1.1,161.3,N/A,\n"
			       "2026-01-02,1.0812,,0.58,\n", "EUR"), 0);
	ck_assert_str_eq(all(), "2026-01-02 CYP 0.58; 2026-01-02 EUR 1;"
			 " 2026-01-02 USD 1.0812; 2026-01-05 EUR 1;"
			 " 2026-01-05 JPY 161.3; 2026-01-05 USD 1.1");
	ck_assert_int_eq(parse("Date, USD\n2026-01-05, 1\n", "USD"), 0);
	ck_assert_str_eq(all(), "2026-01-05 USD 1");
}
END_TEST

#define ROWS "day,currency,rate\n"
#define NO_RATE "line 2, rate: not a number above 0 with 10 digits at most"  \
		" before and behind the point"

START_TEST(names_line_and_field)
{
	static const struct { const char *text, *field, *says; } cases[] = {
		{ "", "file", "file: no rate in it" },
		{ "\n \n", "file", "file: no rate in it" },
		{ "\n\ncurrency,day,rate\n", "file", "line 3, file: begins"
		  " neither with day,currency,rate nor with Date and"
		  " currencies" },
		{ ROWS, "file", "file: no rate in it" },
		{ "Date,USD\n2026-01-05,N/A", "file", "file: no rate in it" },
		{ ROWS "2026-01-02,USD\n", "file",
		  "line 2, file: not a day, a currency and a rate" },
		{ ROWS "2026-01-02,USD,1,2\n", "file",
		  "line 2, file: not a day, a currency and a rate" },
		{ ROWS "2026-02-30,USD,1.1", "day",
		  "line 2, day: not a day as 2026-01-31" },
		{ ROWS "\n02.01.2026,USD,1.1", "day",
		  "line 3, day: not a day as 2026-01-31" },
		{ ROWS "2026-01-02,usd,1.1", "currency",
		  "line 2, currency: not three capital letters" },
		{ ROWS "2026-01-02,USDT,1.1", "currency",
		  "line 2, currency: not three capital letters" },
		{ ROWS "2026-01-02,USD,0.00", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,-1", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,", "file",
		  "line 2, file: not a day, a currency and a rate" },
		{ ROWS "2026-01-02,USD,1.", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,.5", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,1e3", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,NaN", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,1.12345678901", "rate", NO_RATE },
		{ ROWS "2026-01-02,USD,12345678901", "rate", NO_RATE },
		{ ROWS "2026-01-02,EUR,1.01", "rate",
		  "line 2, rate: that of the base itself is 1" },
		{ ROWS "2026-01-02,EUR,10", "rate",
		  "line 2, rate: that of the base itself is 1" },
		{ ROWS "2026-01-02,USD,1.1\n2026-01-02,CHF,1\n"
		  "2026-01-02,USD,1.1\n", "currency", "line 4, currency: USD"
		  " has a rate of this day in line 2 already" },
		{ "Date,USD,USD\n2026-01-02,1,2\n", "currency",
		  "line 2, currency: USD has a rate of this day in line 2"
		  " already" },
		{ "Date,US\n2026-01-02,1\n", "currency",
		  "line 1, currency: not three capital letters" },
		{ "Date,USD\n2026-01-02,1,2\n", "file",
		  "line 2, file: more columns than the first line" },
		{ "Date,USD\n2026-01-02,n/a\n", "rate", NO_RATE },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_msg(parse(cases[i].text, "EUR") == -1, "%zu", i);
		assert_failed(XN_BAD_INPUT, cases[i].says);
		ck_assert_str_eq(err.field, cases[i].field);
	}
}
END_TEST

START_TEST(stops_at_too_many_columns)
{
	const char *text = "Date";

	for (int i = 0; i < 200; i++)
		text = arena_printf(arena, "%s,USD", text);
	ck_assert_int_eq(parse(text, "EUR"), -1);
	assert_failed(XN_BAD_INPUT, "line 1, file: too many columns");
}
END_TEST

START_TEST(takes_many)
{
	struct buf text;
	char day[16];

	buf_init(&text, arena);
	buf_adds(&text, "day,currency,rate\n");
	for (int i = 5000; i-- > 0;) {
		day_print(10000 + i, day);
		buf_printf(&text, "%s,USD,1.%d\n%s,JPY,%d\n", day, i, day,
			   100 + i);
	}
	ck_assert_int_eq(parse(buf_text(&text), "EUR"), 0);
	ck_assert_uint_eq(n, 15000);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(rates[i].day, 10000 + (int64_t)i / 3);
}
END_TEST

TEST_MAIN("exchange", takes_rows, takes_columns_as_the_ecb_has_them,
	  names_line_and_field, stops_at_too_many_columns, takes_many)
