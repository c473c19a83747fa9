#include "domain/metrics_range.h"
#include "domain/metrics_sales.h"

DB_QUERY(metrics_discounted_orders, 6,
	METRICS_SCOPE
	", part AS ("
	"SELECT scope.currency, sale.shop_id, sale.order_id, disc,"
	"       total - tax AS net, 0 AS orders"
	"  FROM scope, " METRICS_SALES_OF_SHOP
	" WHERE initial AND side = 'order' AND line_type = 'product'"
	" UNION ALL "
	"SELECT scope.currency, placed.shop_id, placed.order_id, 0, 0, 1"
	"  FROM scope, " METRICS_ORDERS_OF_SHOP
	"), came AS ("
	"SELECT currency, sum(disc) > 0 AS discounted, sum(net) AS net"
	"  FROM part GROUP BY currency, shop_id, order_id"
	" HAVING sum(orders) > 0)"
	"SELECT currency, count(*) AS orders,"
	"       count(*) FILTER (WHERE discounted) AS discounted_orders,"
	"       round(sum(net) FILTER (WHERE discounted)"
	"         / nullif(count(*) FILTER (WHERE discounted), 0), 2)"
	"         AS aov_discounted,"
	"       round(sum(net) FILTER (WHERE NOT discounted)"
	"         / nullif(count(*) FILTER (WHERE NOT discounted), 0), 2)"
	"         AS aov_full_price"
	"  FROM came GROUP BY currency ORDER BY currency");

int metrics_discounts(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range,
		      struct metrics_discounting *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *totals, *rows;
	int n;

	db_begin(db, tenant_id);
	metrics_queue_period(db, a, &p, &totals);
	db_queue(db, a, &metrics_discounted_orders, DB_ARGS(METRICS_ARGS(p)),
		 &rows);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(totals) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	metrics_period_get(a, totals, &out->totals);
	n = db_count(rows);
	out->rows = arena_alloc(a, (size_t)n * sizeof(*out->rows) + 1);
	out->nrows = (size_t)n;
	for (int i = 0; i < n; i++)
		out->rows[i] = (struct metrics_discounts){
			.currency = db_text(rows, i, "currency"),
			.orders = db_int64(rows, i, "orders"),
			.discounted_orders =
				db_int64(rows, i, "discounted_orders"),
			.aov_discounted =
				db_text_or_null(rows, i, "aov_discounted"),
			.aov_full_price =
				db_text_or_null(rows, i, "aov_full_price"),
		};
	return 0;
}

/* The first day of each bucket but the first, which has that of the order. */
#define BUCKETS "{1,2,4,8,15,31,61,91}"
static const int bucket_days[] = { 0, 1, 2, 4, 8, 15, 31, 61, 91 };

void metrics_bucket(int bucket, int *from_days, int *to_days)
{
	*from_days = bucket_days[bucket - 1];
	*to_days = bucket < METRICS_NBUCKETS ? bucket_days[bucket] - 1 : -1;
}

/*
 * `sale` rows of both sides, and the day their order was placed on.  What was
 * sold stands in bucket 0 as well as in the row without a bucket, which is
 * everything.
 */
#define REVERSED(rows)							\
	METRICS_SCOPE							\
	", given AS ("							\
	"SELECT scope.currency, scope.last, sale.*,"			\
	"       side = 'reversal' AS back,"				\
	"       line_type IN ('product', 'adjustment') AS of_sales,"	\
	"       CASE side WHEN 'order' THEN 0 ELSE 1 + width_bucket("	\
	"         sale.local_day - placed_day, '" BUCKETS "'::int[])"	\
	"         END AS bucket"					\
	"  FROM " rows							\
	" WHERE line_type NOT IN ('tip', 'gift_card', 'unknown'))"	\
	"SELECT currency, coalesce(bucket, 0) AS bucket,"		\
	"       (now() AT TIME ZONE 'UTC')::date - max(last) >= 30"	\
	"         AS is_mature,"					\
	"       count(DISTINCT (shop_id, order_id)) FILTER (WHERE back)"\
	"         AS orders,"						\
	"       coalesce(-sum(quantity) FILTER (WHERE back"		\
	"         AND line_type = 'product'), 0) AS units,"		\
	"       coalesce(sum(total - tax) FILTER (WHERE NOT back"	\
	"         AND line_type = 'product'), 0) AS sold,"		\
	"       coalesce(sum(tax - total) FILTER (WHERE back"		\
	"         AND of_sales), 0) AS sales,"				\
	"       coalesce(sum(tax - total) FILTER (WHERE back"		\
	"         AND line_type = 'shipping'), 0) AS shipping,"		\
	"       coalesce(-sum(tax) FILTER (WHERE back), 0) AS taxes,"	\
	"       coalesce(-sum(total) FILTER (WHERE back), 0) AS total"	\
	"  FROM given"							\
	" GROUP BY GROUPING SETS ((currency), (currency, bucket))"	\
	" HAVING bucket IS DISTINCT FROM 0"				\
	" ORDER BY currency, bucket NULLS FIRST"

DB_QUERY(metrics_reversed_in_range, 6,
	REVERSED("scope, " METRICS_SALES_OF_SHOP ", LATERAL ("
		 "SELECT local_day AS placed_day FROM orders o"
		 " WHERE o.tenant_id = $1 AND o.shop_id = sale.shop_id"
		 "   AND o.order_id = sale.order_id OFFSET 0) AS o"));
DB_QUERY(metrics_reversed_of_orders, 6,
	REVERSED("scope, " METRICS_ORDERS_OF_SHOP ", LATERAL ("
		 "SELECT e.*, placed.local_day AS placed_day"
		 "  FROM sale_event e"
		 " WHERE e.tenant_id = $1 AND e.shop_id = placed.shop_id"
		 "   AND e.order_id = placed.order_id OFFSET 0) AS sale"));

static void get_reversal(const struct db_rows *rows, int i,
			 struct metrics_reversal *out)
{
	out->currency = db_text(rows, i, "currency");
	out->bucket = (int)db_int64(rows, i, "bucket");
	out->orders = db_int64(rows, i, "orders");
	out->units = db_int64(rows, i, "units");
	out->sold = db_text(rows, i, "sold");
	out->sales = db_text(rows, i, "sales");
	out->shipping = db_text(rows, i, "shipping");
	out->taxes = db_text(rows, i, "taxes");
	out->total = db_text(rows, i, "total");
}

int metrics_reversals(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, bool by_order,
		      struct metrics_reversals *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *totals, *rows;
	int n;

	db_begin(db, tenant_id);
	metrics_queue_period(db, a, &p, &totals);
	db_queue(db, a, by_order ? &metrics_reversed_of_orders
				 : &metrics_reversed_in_range,
		 DB_ARGS(METRICS_ARGS(p)), &rows);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(totals) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	metrics_period_get(a, totals, &out->totals);
	n = db_count(rows);
	out->rows = arena_alloc(a, (size_t)n * sizeof(*out->rows) + 1);
	out->nrows = (size_t)n;
	out->is_mature = true;
	for (int i = 0; i < n; i++) {
		get_reversal(rows, i, &out->rows[i]);
		out->is_mature &= db_bool(rows, i, "is_mature");
	}
	return 0;
}
