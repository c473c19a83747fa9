#include <string.h>

#include "domain/metrics/exchange.h"

#include "fuzz.h"

/*
 * A file of any bytes: what is taken is sorted, each rate once, with a number
 * that PostgreSQL takes, and the base on each day.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct exchange_rate *rates;
	struct xn_error err = { 0 };
	bool has_base = false;
	size_t n;

	if (exchange_parse(a, (const char *)data, size, "EUR", &rates, &n,
			   &err)) {
		fuzz_must(err.code == XN_BAD_INPUT && *err.text && *err.field);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		bool is_last = i + 1 == n || rates[i + 1].day != rates[i].day;

		fuzz_must(exchange_is_currency(rates[i].currency));
		fuzz_must(strlen(rates[i].rate) <= 21);
		fuzz_must(is_last || strcmp(rates[i].currency,
					    rates[i + 1].currency) < 0);
		fuzz_must(i + 1 == n || rates[i].day <= rates[i + 1].day);
		has_base |= !strcmp(rates[i].currency, "EUR");
		fuzz_must(!is_last || has_base);
		if (is_last)
			has_base = false;
	}
	return 0;
}
