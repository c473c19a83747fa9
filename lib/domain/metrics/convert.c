#include "base/currency.h"
#include "base/decimal.h"

#include "domain/metrics/convert.h"

#define SUM_DECIMALS 20

/* Once: the first rounding takes away what the sum is off by. */
static const char *round_to(struct arena *a, const char *amount, int decimals)
{
	return decimal_round(a, decimal_round(a, amount, SUM_DECIMALS),
			     decimals);
}

struct metrics_converted *metrics_converted_get(struct arena *a,
						const struct db_rows *rows,
						int i)
{
	struct metrics_converted *c = arena_alloc(a, sizeof(*c));
	struct metrics_sums *sums = &c->sums;
	const char **const amounts[] = {
		&sums->gross_sales, &sums->discounts, &sums->sales_reversals,
		&sums->net_sales, &sums->shipping, &sums->taxes,
		&sums->duties, &sums->fees, &sums->total_sales, &sums->tips,
		&sums->gift_card_sales, &sums->aov,
	};
	bool is_lacking = !db_is_null(rows, i, "lacking");
	int decimals;

	if (db_is_null(rows, i, "currency"))
		return NULL;
	metrics_fractions_get(rows, i, sums);
	decimals = currency_decimals(sums->currency);
	for (size_t k = 0; k < sizeof(amounts) / sizeof(amounts[0]); k++)
		*amounts[k] = is_lacking ? NULL
					 : round_to(a, *amounts[k], decimals);
	if (is_lacking) {
		c->missing_currency = db_text(rows, i, "lacking");
		c->missing_day = db_text(rows, i, "lacking_day");
	} else if (!db_is_null(rows, i, "rates_from")) {
		c->source = db_text(rows, i, "source");
		c->from_day = db_text(rows, i, "rates_from");
		c->to_day = db_text(rows, i, "rates_to");
	}
	return c;
}
