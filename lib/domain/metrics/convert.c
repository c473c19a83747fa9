#include "base/count.h"
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

const char *metrics_exact_get(const struct db_rows *rows, int i,
			      const char *column)
{
	return db_is_null(rows, i, "lacking")
		? db_text_or_null(rows, i, column) : NULL;
}

const char *metrics_rounded_get(struct arena *a, const struct db_rows *rows,
				int i, const char *column,
				const char *currency)
{
	return round_to(a, metrics_exact_get(rows, i, column),
			currency_decimals(currency));
}

const char *metrics_told_get(struct arena *a, const struct db_rows *rows,
			     int i, const char *column, const char *currency,
			     bool is_converted)
{
	return is_converted
		? metrics_rounded_get(a, rows, i, column, currency)
		: metrics_amount_get(a, rows, i, column);
}

static void get_rates(const struct db_rows *rows, int i,
		      struct metrics_rates *out)
{
	*out = (struct metrics_rates){ 0 };
	if (!db_is_null(rows, i, "lacking")) {
		out->missing_currency = db_text(rows, i, "lacking");
		out->missing_day = db_text(rows, i, "lacking_day");
	} else if (!db_is_null(rows, i, "rates_from")) {
		out->source = db_text(rows, i, "source");
		out->from_day = db_text(rows, i, "rates_from");
		out->to_day = db_text(rows, i, "rates_to");
	}
}

const struct metrics_rates *metrics_rates_of(struct arena *a,
					     const struct db_rows *rows, int i)
{
	struct metrics_rates *rates = arena_alloc(a, sizeof(*rates));

	get_rates(rows, i, rates);
	return rates;
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
	get_rates(rows, i, &c->rates);
	metrics_fractions_get(rows, i, sums);
	if (!is_lacking)
		c->exact = (struct metrics_exact){
			.gross_sales = sums->gross_sales,
			.discounts = sums->discounts,
			.sales_reversals = sums->sales_reversals,
			.net_sales = sums->net_sales,
			.sold = db_text(rows, i, "sold"),
		};
	decimals = currency_decimals(sums->currency);
	for (size_t k = 0; k < COUNT_OF(amounts); k++)
		*amounts[k] = is_lacking ? NULL
					 : round_to(a, *amounts[k], decimals);
	return c;
}
