#include "domain/metrics/step.h"
#include "domain/metrics/top_products.h"

#include "domain/metrics/trend.h"

/* Whole months where steps are of these, and days. */
#define PERIODS								\
	", at AS ("							\
	"SELECT shop_id, currency, generation, grain, true AS adds,"	\
	"       at::date AS period"					\
	"  FROM (SELECT *, CASE WHEN " METRICS_LONGEST " = " PART_MONTH	\
	"               THEN whole_from END AS month"			\
	"          FROM whole, " METRICS_MONTHS("from_day", "to_day")	\
	"        OFFSET 0) AS w, LATERAL ("				\
	"        SELECT " PART_MONTH " AS grain, at"			\
	"          FROM generate_series(month::timestamp,"		\
	"               whole_to::timestamp - interval '1 day',"	\
	"               interval '1 month') AS at"			\
	"         UNION ALL "						\
	"        SELECT " PART_DAY ", at"				\
	"          FROM generate_series(from_day::timestamp,"		\
	"               to_day::timestamp, interval '1 day') AS at"	\
	"         WHERE month IS NULL"					\
	"            OR NOT (at >= month AND at < whole_to)) AS at"	\
	" UNION ALL "							\
	"SELECT shop_id, currency, generation, " PART_DAY ", false, day"\
	"  FROM loose WHERE is_whole)"

/*
 * $8 is how many products of a currency are told.  There is a row without a
 * product for each currency asked for, so that a shop that sold nothing is
 * told from one that is not there.
 */
DB_QUERY(metrics_trend_select, 8,
	METRICS_TOP_PRODUCTS("$8") PERIODS METRICS_FRAME
	", part AS ("
	"SELECT currency, place, " METRICS_STEP_OF("first", "period")
	"         AS day, CASE WHEN adds THEN net ELSE -net END AS net"
	"  FROM (SELECT span.shop_id, place, adds, r.period, "
	TOP_NET " AS net FROM " METRICS_TOP_ROWS
	"         UNION ALL "
	"        SELECT fact.shop_id, place, true, day, "
	TOP_NET " FROM " METRICS_TOP_FACTS ") AS sold"
	"  JOIN frame USING (shop_id) OFFSET 0"
	"), course AS ("
	"SELECT place, day, currency, bigint_sum(net) AS net"
	"  FROM part GROUP BY place, day, currency OFFSET 0)"
	"SELECT currency, key, owner, day, course.net, place"
	"  FROM course JOIN top USING (currency, place)"
	" WHERE course.net <> 0"
	" UNION ALL "
	"SELECT DISTINCT currency, NULL, 0, NULL::date, 0, 0 FROM frame"
	" ORDER BY currency, place, day");

/*
 * The same in one currency, $9: each day at its rates, and the products are
 * those that come to most in it.
 */
#define AMOUNTS(each) each("net_sales")
DB_QUERY(metrics_trend_in_currency, 9,
	METRICS_TOP_IN_CURRENCY(PART_PRODUCT, PART_FACTS_OF_PRODUCTS,
				"shop_id", METRICS_PRODUCTS, "$8", "$9")
	", placed AS MATERIALIZED ("
	"SELECT shop_id, period AS day, place, bigint_sum(facts) AS facts,"
	"       bigint_sum(" TOP_NET ") AS net_sales"
	"  FROM " METRICS_TOP_FOUND(PART_PRODUCT, PART_FACTS_OF_PRODUCTS)
	" GROUP BY shop_id, period, place)"
	METRICS_SOLD(", place", "facts", AMOUNTS, METRICS_DAYS_OF("placed"))
	METRICS_RATED(", place", "facts", AMOUNTS)
	", course AS ("
	"SELECT place, " METRICS_CONVERTED_STEP " AS day, "
	METRICS_FRACTIONS("net_sales", "net") "," METRICS_RATES_USED
	"  FROM rated GROUP BY place, 2)"
	"SELECT code AS currency, key, owner, course.*"
	"  FROM target, course JOIN top USING (place)"
	" WHERE course.net <> 0 OR lacking IS NOT NULL"
	" UNION ALL "
	"SELECT code, NULL, 0, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL"
	"  FROM target"
	" ORDER BY place, day");

static void get_point(struct arena *a, const struct db_rows *rows, int i,
		      bool is_converted, struct metrics_trend_point *out)
{
	out->currency = db_text(rows, i, "currency");
	out->shop_id = db_text(rows, i, "owner");
	out->product_id = db_text(rows, i, "key");
	out->day = db_text(rows, i, "day");
	out->net_sales = metrics_told_get(a, rows, i, "net", out->currency,
					  is_converted);
	out->rates = is_converted ? metrics_rates_of(a, rows, i) : NULL;
}

int metrics_trends(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range, enum metrics_step step,
		   int limit, const struct metrics_into *into,
		   struct metrics_trend_point **out, size_t *count,
		   struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	const char *unit = metrics_step_field(step);
	const char *most = db_arg_int64(a, limit);
	struct db_rows *rows = into
		? db_read(db, a, tenant_id, &metrics_trend_in_currency,
			  DB_ARGS(METRICS_ARGS(p), unit, most,
				  into->currency), err)
		: db_read(db, a, tenant_id, &metrics_trend_select,
			  DB_ARGS(METRICS_ARGS(p), unit, most), err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	if (n == 0 && range->shop_id)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = 0;
	for (int i = 0; i < n; i++)
		if (!db_is_null(rows, i, "key"))
			get_point(a, rows, i, into, &(*out)[(*count)++]);
	return 0;
}
