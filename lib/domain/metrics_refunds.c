#include "domain/metrics_part.h"
#include "domain/metrics_sales.h"

DB_QUERY(metrics_discounted_orders, 6,
	METRICS_PIECES(PART_DISCOUNTED, PART_YEAR, PART_FACTS_OF_DISCOUNTED)
	", came AS ("
	"SELECT scope.currency, value = '1' AS discounted, " PART_SUMS
	"  FROM piece JOIN scope USING (shop_id) GROUP BY 1, 2)"
	"SELECT currency, bigint_sum(orders) AS orders,"
	"       bigint_sum(orders) FILTER (WHERE discounted)"
	"         AS discounted_orders,"
	"       round(bigint_sum(initial_sales) FILTER (WHERE discounted)"
	"         * 0.0001 / nullif(bigint_sum(orders)"
	"         FILTER (WHERE discounted), 0), 2) AS aov_discounted,"
	"       round(bigint_sum(initial_sales) FILTER (WHERE NOT discounted)"
	"         * 0.0001 / nullif(bigint_sum(orders)"
	"         FILTER (WHERE NOT discounted), 0), 2) AS aov_full_price"
	"  FROM came GROUP BY currency HAVING bigint_sum(orders) > 0"
	" ORDER BY currency");

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
 * `given`: rows that were sold (bucket 0) or given back, of `currency` and of
 * orders in a range that ends with `last`.  What was sold stands in bucket 0
 * as well as in the row without a bucket, which is everything.
 */
#define REVERSED(given)							\
	", given AS (" given ")"					\
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
	"         AND line_type IN ('product', 'adjustment')), 0)"	\
	"         AS sales,"						\
	"       coalesce(sum(tax - total) FILTER (WHERE back"		\
	"         AND line_type = 'shipping'), 0) AS shipping,"		\
	"       coalesce(-sum(tax) FILTER (WHERE back), 0) AS taxes,"	\
	"       coalesce(-sum(total) FILTER (WHERE back), 0) AS total"	\
	"  FROM given"							\
	" WHERE line_type NOT IN ('tip', 'gift_card', 'unknown')"	\
	" GROUP BY GROUPING SETS ((currency), (currency, bucket))"	\
	" HAVING bucket IS DISTINCT FROM 0"				\
	" ORDER BY currency, bucket NULLS FIRST"

#define BUCKET(placed_day)						\
	"1 + width_bucket(sale.local_day - " placed_day ","		\
	" '" BUCKETS "'::int[])"

/* What was sold in the range, the days tell; what came back has an index. */
DB_QUERY(metrics_reversed_in_range, 6,
	METRICS_SCOPE METRICS_PARTS
	REVERSED("SELECT scope.currency, scope.last, sale.shop_id,"
		 "       sale.order_id, line_type, quantity, total, tax,"
		 "       true AS back, " BUCKET("o.local_day") " AS bucket"
		 "  FROM scope, LATERAL (SELECT * FROM sale_event e"
		 "         WHERE e.tenant_id = $1"
		 "           AND e.shop_id = scope.shop_id"
		 "           AND e.local_day BETWEEN scope.first"
		 "                               AND scope.last"
		 "           AND (since IS NULL OR e.happened_at >= since)"
		 "           AND (until IS NULL OR e.happened_at <= until)"
		 "           AND side = 'reversal' OFFSET 0) AS sale,"
		 "       LATERAL (SELECT local_day FROM orders"
		 "         WHERE tenant_id = $1 AND shop_id = sale.shop_id"
		 "           AND order_id = sale.order_id OFFSET 0) AS o"
		 " UNION ALL "
		 "SELECT scope.currency, scope.last, part.shop_id, NULL,"
		 "       'product', 0, (gross_sales - discounts) * 0.0001, 0,"
		 "       false, 0"
		 "  FROM part JOIN scope USING (shop_id)"));
DB_QUERY(metrics_reversed_of_orders, 6,
	METRICS_SCOPE
	REVERSED("SELECT scope.currency, scope.last, sale.shop_id,"
		 "       sale.order_id, line_type, quantity, total, tax,"
		 "       side = 'reversal' AS back,"
		 "       CASE side WHEN 'order' THEN 0"
		 "       ELSE " BUCKET("placed.local_day") " END AS bucket"
		 "  FROM scope, " METRICS_ORDERS_OF_SHOP ", LATERAL"
		 "       (SELECT * FROM sale_event e"
		 "         WHERE e.tenant_id = $1"
		 "           AND e.shop_id = placed.shop_id"
		 "           AND e.order_id = placed.order_id OFFSET 0)"
		 "         AS sale"));

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
