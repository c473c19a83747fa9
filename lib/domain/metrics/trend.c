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
	"        SELECT shop_id, place, true, day, "
	TOP_NET " FROM " METRICS_TOP_FACTS ") AS sold"
	"  JOIN frame USING (shop_id) OFFSET 0"
	"), course AS ("
	"SELECT place, day, currency, bigint_sum(net) AS net"
	"  FROM part GROUP BY place, day, currency OFFSET 0)"
	"SELECT currency, key, day, course.net, place"
	"  FROM course JOIN top USING (currency, place)"
	" WHERE course.net <> 0"
	" UNION ALL "
	"SELECT DISTINCT currency, NULL, NULL::date, 0, 0 FROM frame"
	" ORDER BY currency, place, day");

int metrics_trends(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range, enum metrics_step step,
		   int limit, struct metrics_trend_point **out, size_t *count,
		   struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows = db_read(db, a, tenant_id, &metrics_trend_select,
		DB_ARGS(METRICS_ARGS(p), metrics_step_field(step),
			db_arg_int64(a, limit)), err);
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
			(*out)[(*count)++] = (struct metrics_trend_point){
				.currency = db_text(rows, i, "currency"),
				.product_id = db_text(rows, i, "key"),
				.day = db_text(rows, i, "day"),
				.net_sales = metrics_amount_get(a, rows, i,
								"net"),
			};
	return 0;
}
