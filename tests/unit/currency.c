#include "base/currency.h"

#include "test.h"

START_TEST(decimals)
{
	static const struct { const char *code; int decimals; } cases[] = {
		{ "USD", 2 }, { "EUR", 2 }, { "GBP", 2 }, { "INR", 2 },
		{ "JPY", 0 }, { "KRW", 0 }, { "VND", 0 }, { "CLP", 0 },
		{ "ISK", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
		{ "PYG", 0 }, { "UGX", 0 }, { "RWF", 0 }, { "KMF", 0 },
		{ "BIF", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "VUV", 0 },
		{ "KWD", 3 }, { "BHD", 3 }, { "OMR", 3 }, { "TND", 3 },
		{ "JOD", 3 }, { "IQD", 3 }, { "LYD", 3 },
		/* Unknown, or none at all. */
		{ "XXX", 2 }, { "", 2 }, { NULL, 2 }, { "JP", 2 },
		{ "JPYX", 2 }, { "jpy", 2 }, { "PY ", 2 }, { " JP", 2 },
		{ "F C", 2 }, { "Y K", 2 }, { "D K", 2 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(currency_decimals(cases[i].code) ==
			      cases[i].decimals, "%s", cases[i].code);
}
END_TEST

TEST_MAIN("currency", decimals)
