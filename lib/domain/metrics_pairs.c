#include "domain/metrics_range.h"
#include "domain/metrics_sales.h"

/* What is in fewer orders than this may be chance. */
#define ORDERS_MIN "5"

/*
 * A pair is in as many orders as both of its products at most, so only those
 * that are in enough orders are paired: each order's among themselves, by a
 * list of its own, the rarer first.
 */
DB_QUERY(metrics_pairs_select, 7,
	METRICS_SCOPE
	", line AS MATERIALIZED ("
	"SELECT DISTINCT sale.shop_id, sale.order_id, sale.product_id"
	"  FROM scope, " METRICS_SALES_OF_SHOP
	" WHERE initial AND side = 'order' AND line_type = 'product'"
	"), total AS ("
	"SELECT shop_id, count(DISTINCT order_id) AS n FROM line GROUP BY 1"
	"), item AS ("
	"SELECT *, count(*) OVER (PARTITION BY shop_id, product_id) AS n"
	"  FROM line WHERE product_id IS NOT NULL"
	"), basket AS ("
	"SELECT shop_id, array_agg(product_id ORDER BY n, product_id) AS ids,"
	"       array_agg(n ORDER BY n, product_id) AS ns"
	"  FROM item WHERE n >= " ORDERS_MIN
	" GROUP BY shop_id, order_id HAVING count(*) > 1"
	"), pair AS ("
	"SELECT shop_id, ids[i] AS a_id, ids[j] AS b_id,"
	"       ns[i] AS a_orders, ns[j] AS b_orders, count(*) AS orders"
	"  FROM basket, generate_series(1, cardinality(ids) - 1) AS i,"
	"       generate_series(i + 1, cardinality(ids)) AS j"
	" GROUP BY 1, 2, 3, 4, 5 HAVING count(*) >= " ORDERS_MIN
	"), lifted AS ("
	"SELECT pair.*, total.n,"
	"       orders::numeric * total.n / (a_orders * b_orders) AS lift"
	"  FROM pair JOIN total USING (shop_id)"
	"), best AS ("
	"SELECT * FROM lifted WHERE lift > 1"
	" ORDER BY orders * ln(lift) DESC, a_id, b_id LIMIT $7::int)"
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
	" ORDER BY orders * ln(best.lift) DESC, a_id, b_id");

DB_QUERY(metrics_pairs_shop, 2,
	"SELECT FROM shop WHERE tenant_id = $1"
	"   AND ($2::bigint IS NULL OR shop_id = $2) LIMIT 1");

int metrics_pairs(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range, int limit,
		  struct metrics_pair **out, size_t *count,
		  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *shop, *rows;
	int n;

	db_begin(db, tenant_id);
	db_queue(db, a, &metrics_pairs_shop, DB_ARGS(p.tenant_id, p.shop_id),
		 &shop);
	db_queue(db, a, &metrics_pairs_select,
		 DB_ARGS(METRICS_ARGS(p), db_arg_int64(a, limit)), &rows);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(shop) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
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
