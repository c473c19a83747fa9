#include "domain/metrics/metrics_range.h"
#include "domain/metrics/sales.h"

/* What is in fewer orders than this may be chance. */
#define ORDERS_MIN "5"

/*
 * All that a pair is held against is of the range's own orders, each of which
 * is read, which takes some 8 us.
 */
#define RANGE_ORDERS_MOST "100000"

/* In how many of its last days (NULL: all) a range has no more than that. */
DB_QUERY(metrics_pairs_days, 6,
	METRICS_SCOPE
	", ago AS ("
	"SELECT scope.last - day AS days, bigint_sum(orders) AS orders"
	"  FROM scope, " METRICS_DAYS_OF_SHOP " GROUP BY 1"
	"), upto AS ("
	"SELECT days, sum(orders) OVER (ORDER BY days) AS orders FROM ago)"
	"SELECT (SELECT count(*) FROM scope) AS shops,"
	"       min(days) AS days, max(days) AS longest"
	"  FROM upto WHERE orders > " RANGE_ORDERS_MOST);

/*
 * Each order's products once, by their ids, each paired with itself and with
 * those after it: so the same sum has the pairs and what they are held against.
 * (The planner knows nothing of their numbers, and would join by comparing each
 * with each.)
 */
DB_QUERY(metrics_pairs_select, 7,
	METRICS_SCOPE
	", basket AS MATERIALIZED ("
	"SELECT sale.shop_id, order_id, array_agg(DISTINCT product_id)"
	"         FILTER (WHERE product_id IS NOT NULL) AS ids"
	"  FROM scope, " METRICS_SALES_OF_SHOP
	" WHERE initial AND side = 'order' AND line_type = 'product'"
	" GROUP BY sale.shop_id, order_id"
	"), total AS ("
	"SELECT shop_id, count(*) AS n FROM basket GROUP BY shop_id"
	"), pair AS ("
	"SELECT shop_id, one, other, count(*) AS orders"
	"  FROM (SELECT shop_id, ids[i] AS one, unnest(ids[i:]) AS other"
	"          FROM (SELECT *, generate_series(1, cardinality(ids)) AS i"
	"                  FROM basket) AS b) AS together"
	" GROUP BY shop_id, one, other HAVING count(*) >= " ORDERS_MIN
	"), held AS ("
	"SELECT pair.*, total.n, max(orders) FILTER (WHERE one = other)"
	"         OVER (PARTITION BY shop_id, one) AS n_one,"
	"       max(orders) FILTER (WHERE one = other)"
	"         OVER (PARTITION BY shop_id, other) AS n_other"
	"  FROM pair JOIN total USING (shop_id)"
	"), counted AS ("
	"SELECT shop_id, orders, n,"
	"       CASE WHEN n_one <= n_other THEN one ELSE other END AS a_id,"
	"       CASE WHEN n_one <= n_other THEN other ELSE one END AS b_id,"
	"       least(n_one, n_other) AS a_orders,"
	"       greatest(n_one, n_other) AS b_orders"
	"  FROM held WHERE one < other"
	"), lifted AS ("
	"SELECT *, orders::numeric * n / (a_orders * b_orders) AS lift"
	"  FROM counted WHERE orders * n > a_orders * b_orders"
	"), best AS ("
	"SELECT *, orders * ln(lift) AS weight FROM lifted"
	" ORDER BY weight DESC, a_id, b_id, shop_id LIMIT $7::int)"
	"SELECT shop_id, a_id, b_id, orders, a.title AS a_title,"
	"       b.title AS b_title,"
	"       round(100.0 * orders / n, 2) AS support,"
	"       round(100.0 * orders / a_orders, 2) AS confidence,"
	"       round(100.0 * orders / b_orders, 2) AS reverse_confidence,"
	"       round(lift, 2) AS lift"
	"  FROM best"
	"  LEFT JOIN LATERAL (SELECT title FROM product p"
	"         WHERE p.tenant_id = $1 AND p.shop_id = best.shop_id"
	"           AND p.product_id = a_id OFFSET 0) AS a ON true"
	"  LEFT JOIN LATERAL (SELECT title FROM product p"
	"         WHERE p.tenant_id = $1 AND p.shop_id = best.shop_id"
	"           AND p.product_id = b_id OFFSET 0) AS b ON true"
	" ORDER BY weight DESC, a_id, b_id, shop_id");

/* One day is read whatever it has. */
static int check_range(const struct metrics_range *range,
		       const struct db_rows *rows, struct xn_error *err)
{
	int64_t days;

	if (range->shop_id && db_int64(rows, 0, "shops") == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	if (db_is_null(rows, 0, "days") || db_int64(rows, 0, "longest") == 0)
		return 0;
	days = db_int64(rows, 0, "days");
	return xn_fail_field(err, XN_BAD_INPUT, "from",
		"from: pairs are of " RANGE_ORDERS_MOST " orders at most, which"
		" are the last %lld days of this range",
		(long long)(days ? days : 1));
}

int metrics_pairs(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range, int limit,
		  struct metrics_pair **out, size_t *count,
		  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows;
	int n;

	rows = db_read(db, a, tenant_id, &metrics_pairs_days,
		       DB_ARGS(METRICS_ARGS(p)), err);
	if (!rows || check_range(range, rows, err))
		return -1;
	rows = db_read(db, a, tenant_id, &metrics_pairs_select,
		       DB_ARGS(METRICS_ARGS(p), db_arg_int64(a, limit)), err);
	if (!rows)
		return -1;
	n = db_count(rows);
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++)
		(*out)[i] = (struct metrics_pair){
			.shop_id = db_text(rows, i, "shop_id"),
			.a_id = db_text(rows, i, "a_id"),
			.a_title = db_text_or_null(rows, i, "a_title"),
			.b_id = db_text(rows, i, "b_id"),
			.b_title = db_text_or_null(rows, i, "b_title"),
			.orders = db_int64(rows, i, "orders"),
			.support = db_text(rows, i, "support"),
			.confidence = db_text(rows, i, "confidence"),
			.reverse_confidence =
				db_text(rows, i, "reverse_confidence"),
			.lift = db_text(rows, i, "lift"),
		};
	return 0;
}
