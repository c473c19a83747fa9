#include "base/currency.h"
#include "base/decimal.h"

#include "domain/metrics/convert.h"
#include "domain/metrics/metrics_part.h"
#include "domain/metrics/sales.h"

#define DISCOUNTED "WHERE value = '1'"
#define FULL_PRICE "WHERE value = '0'"

/* The orders of `came`, with their average values of these amounts. */
#define ORDERS(aov)							\
	"bigint_sum(orders) AS orders,"					\
	" coalesce(bigint_sum(orders) FILTER (" DISCOUNTED "), 0)"	\
	"   AS discounted_orders, "					\
	aov(DISCOUNTED) " AS aov_discounted, "				\
	aov(FULL_PRICE) " AS aov_full_price"

#define AOV(which)							\
	"bigint_sum(initial_sales) FILTER (" which ") * 0.0001"		\
	" / nullif(bigint_sum(orders) FILTER (" which "), 0)"

DB_QUERY(metrics_discounted_orders, 6,
	METRICS_PIECES(PART_DISCOUNTED, PART_YEAR, PART_FACTS_OF_DISCOUNTED)
	", came AS ("
	"SELECT scope.currency, value, " PART_SUMS
	"  FROM piece JOIN scope USING (shop_id) GROUP BY 1, 2)"
	"SELECT currency, " ORDERS(AOV)
	"  FROM came GROUP BY currency HAVING bigint_sum(orders) > 0"
	" ORDER BY currency");

/* The same in one currency, $7: each day's at its rates, and rounded last. */
#define AOV_OF_FRACTIONS(which)						\
	"sum(initial_sales) FILTER (" which ") * 0.0001"		\
	" / nullif(bigint_sum(orders) FILTER (" which "), 0)"

DB_QUERY(metrics_discounted_orders_in_currency, 7,
	METRICS_PIECES(PART_DISCOUNTED, PART_DAY, PART_FACTS_OF_DISCOUNTED)
	", came AS ("
	"SELECT shop_id, period AS day, value, " PART_SUMS
	"  FROM piece GROUP BY shop_id, period, value)"
	METRICS_CONVERTED_BY(", value", METRICS_DAYS_OF("came"), "$7")
	"SELECT code AS currency, " ORDERS(AOV_OF_FRACTIONS) ","
	METRICS_RATES_USED
	"  FROM rated GROUP BY code HAVING bigint_sum(orders) > 0");

static const char *average_get(struct arena *a, const struct db_rows *rows,
			       int i, const char *column, const char *currency,
			       bool is_converted)
{
	return is_converted
		? metrics_rounded_get(a, rows, i, column, currency)
		: decimal_round(a, db_text_or_null(rows, i, column),
				currency_decimals(currency));
}

static struct metrics_discounts get_orders(struct arena *a,
					   const struct db_rows *rows, int i,
					   bool is_converted)
{
	struct metrics_discounts d = {
		.currency = db_text(rows, i, "currency"),
		.orders = db_int64(rows, i, "orders"),
		.discounted_orders = db_int64(rows, i, "discounted_orders"),
	};

	d.aov_discounted = average_get(a, rows, i, "aov_discounted",
				       d.currency, is_converted);
	d.aov_full_price = average_get(a, rows, i, "aov_full_price",
				       d.currency, is_converted);
	return d;
}

int metrics_discounts(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range,
		      const struct metrics_into *into,
		      struct metrics_discounting *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows;
	int n;

	if (metrics_read_period(db, a, tenant_id, range, into, into
				? &metrics_discounted_orders_in_currency
				: &metrics_discounted_orders, into
				? DB_ARGS(METRICS_ARGS(p), into->currency)
				: DB_ARGS(METRICS_ARGS(p)),
				&out->totals, &rows, err))
		return -1;
	n = db_count(rows);
	out->rows = arena_alloc(a, (size_t)n * sizeof(*out->rows) + 1);
	out->nrows = (size_t)n;
	for (int i = 0; i < n; i++)
		out->rows[i] = get_orders(a, rows, i, into);
	return 0;
}
