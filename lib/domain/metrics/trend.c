#include "domain/metrics/step.h"

#include "domain/metrics/trend.h"

/*
 * $8 is how many products of a currency are told.  There is a row without a
 * product for each currency asked for, so that a shop that sold nothing is
 * told from one that is not there.
 */
DB_QUERY(metrics_trend_select, 8,
	METRICS_PIECES(PART_PRODUCT, METRICS_LONGEST, PART_FACTS_OF_PRODUCTS)
	METRICS_FRAME
	", part AS ("
	"SELECT currency, value AS key, "
	METRICS_STEP_OF("frame.first", "period") " AS day,"
	"       bigint_sum(facts) AS facts,"
	"       bigint_sum(gross_sales - discounts - sales_reversals) AS net"
	"  FROM piece JOIN frame USING (shop_id)"
	" GROUP BY currency, value, 3 OFFSET 0"
	"), weighed AS ("
	"SELECT *, bigint_sum(net) OVER product AS weight,"
	"       bigint_sum(facts) OVER product AS present"
	"  FROM part WHERE key <> ''"
	" WINDOW product AS (PARTITION BY currency, key)"
	"), ranked AS ("
	"SELECT *, dense_rank() OVER (PARTITION BY currency"
	"            ORDER BY weight DESC, length(key), key) AS rank"
	"  FROM weighed WHERE present > 0)"
	"SELECT currency, key, day, net, rank FROM ranked"
	" WHERE rank <= $8::int AND net <> 0"
	" UNION ALL "
	"SELECT DISTINCT currency, NULL, NULL::date, 0, 0 FROM frame"
	" ORDER BY currency, rank, day");

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
