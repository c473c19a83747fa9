#include "domain/metrics/part.h"
#include "domain/metrics/sales.h"
#include "domain/rollup/reversal_cell.h"

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

	db_begin_read(db, tenant_id);
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

/* REVERSAL_BUCKETS, with that of the first. */
static const int bucket_days[] = { 0, 1, 2, 4, 8, 15, 31, 61, 91 };

void metrics_bucket(int bucket, int *from_days, int *to_days)
{
	*from_days = bucket_days[bucket - 1];
	*to_days = bucket < METRICS_NBUCKETS ? bucket_days[bucket] - 1 : -1;
}

/*
 * The days that no instant cuts, as months and the days around them: a kind of
 * reversal_cell for each, and the one of what was reversed again.
 */
#define PIECES(day_kind, month_kind)					\
	", bounds AS ("							\
	"SELECT *, greatest(whole_from, whole_to) AS tail"		\
	"  FROM whole, " METRICS_MONTHS("from_day", "to_day")		\
	"), piece AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, from_day, p.*"		\
	"  FROM bounds, LATERAL (VALUES"				\
	"       (" day_kind "::smallint, " REVERSAL_AGAIN_DAY "::smallint,"\
	"        interval '1 day', from_day, least(whole_from - 1, to_day)),"\
	"       (" month_kind ", " REVERSAL_AGAIN_MONTH ","		\
	"        interval '1 month', whole_from, whole_to - 1),"	\
	"       (" day_kind ", " REVERSAL_AGAIN_DAY ", interval '1 day',"\
	"        tail, to_day)) AS p (kind, again, step, starts, ends)"	\
	" WHERE starts <= ends)"
#define CELLS								\
	"reversal_cell c WHERE c.tenant_id = $1"			\
	" AND c.shop_id = piece.shop_id"				\
	" AND c.generation = piece.generation"

/* What is reversed again and was not before in the range, a probe a period. */
#define AGAIN								\
	" UNION ALL "							\
	"SELECT currency, c.bucket, c.orders, 0, 0, 0, 0, 0, 0"		\
	"  FROM piece, generate_series(starts::timestamp,"		\
	"       ends::timestamp, step) AS at, LATERAL"			\
	"       (SELECT bucket, orders FROM " CELLS			\
	"           AND c.kind = piece.again AND c.period = at::date"	\
	"           AND c.since < piece.from_day OFFSET 0) AS c"

/*
 * `loose` are the sales of the days that instants cut, by order and day, with
 * the columns of SALES; `before` says whether an order k is reversed in its
 * bucket on whole days, too; 0 is any bucket, and in the end all of them, as in
 * rollup/reversal_cell.h.  Of the days' sums of what was sold, `sold` is
 * wanted.
 */
#define REVERSED(pieces, again, loose, before, sold)			\
	METRICS_SCOPE METRICS_PARTS pieces				\
	", loose AS MATERIALIZED (" loose "), k AS ("			\
	"SELECT DISTINCT shop_id, currency, from_day, to_day, order_id,"\
	"       placed, v.bucket"					\
	"  FROM loose, LATERAL (VALUES (0), (bucket)) AS v (bucket)"	\
	" WHERE back)"							\
	"SELECT currency, coalesce(row.bucket, 0) AS bucket, (SELECT"	\
	"         (now() AT TIME ZONE 'UTC')::date - max(last) >= 30"	\
	"           FROM scope) AS is_mature, " REVERSAL_TOTALS		\
	"  FROM (SELECT currency, c.bucket, c.orders, c.units, c.sold,"	\
	"               c.sales, c.shipping, c.taxes, c.total"		\
	"          FROM piece, LATERAL (SELECT * FROM " CELLS		\
	"                   AND c.kind = piece.kind"			\
	"                   AND c.period BETWEEN starts AND ends"	\
	"                OFFSET 0) AS c"				\
	again								\
	"         UNION ALL "						\
	"        SELECT currency, bucket, 0, " REVERSAL_NAMES " FROM loose"\
	"         UNION ALL "						\
	"        SELECT currency, v.bucket, v.orders, 0, 0, 0, 0, 0, 0"	\
	"          FROM k, LATERAL (VALUES (k.bucket, 1), (0,"		\
	"               CASE k.bucket WHEN 0 THEN 0 ELSE -1 END))"	\
	"               AS v (bucket, orders) WHERE NOT " before	\
	"         UNION ALL "						\
	"        SELECT currency, 0, 0, 0, " sold ", 0, 0, 0, 0"	\
	"          FROM part JOIN scope USING (shop_id)) AS row"	\
	" GROUP BY GROUPING SETS ((currency), (currency, row.bucket))"	\
	" HAVING row.bucket IS DISTINCT FROM 0"				\
	" ORDER BY currency, row.bucket NULLS FIRST"

#define SALES								\
	"SELECT shop_id, currency, from_day, to_day, order_id, placed, "\
	REVERSAL_BUCKET("day", "placed") " AS bucket, " REVERSAL_SUMS	\
	"  FROM "
#define BY_ORDER_AND_DAY						\
	" GROUP BY shop_id, currency, from_day, to_day, order_id, placed,"\
	" day"

/* By its own day, and an order's once, whatever days it is reversed on. */
DB_QUERY(metrics_reversed_in_range, 6,
	REVERSED(PIECES(REVERSAL_DAY, REVERSAL_MONTH), AGAIN,
		 SALES "(SELECT cut.*, e.*, o.placed FROM cut, LATERAL"
		 "        (SELECT order_id, side, initial, line_type, quantity,"
		 "                total, tax FROM sale_event e"
		 "          WHERE e.tenant_id = $1"
		 "            AND e.shop_id = cut.shop_id"
		 "            AND e.local_day = cut.day"
		 "            AND (since IS NULL OR e.happened_at >= since)"
		 "            AND (until IS NULL OR e.happened_at <= until)"
		 "            AND side = 'reversal' OFFSET 0) AS e, LATERAL"
		 "        (SELECT local_day AS placed FROM orders"
		 "          WHERE tenant_id = $1 AND shop_id = cut.shop_id"
		 "            AND order_id = e.order_id OFFSET 0) AS o) AS sale"
		 " WHERE " REVERSAL_LINES BY_ORDER_AND_DAY,
		 "EXISTS (SELECT FROM (SELECT * FROM sale_event"
		 "         WHERE tenant_id = $1 AND shop_id = k.shop_id"
		 "           AND order_id = k.order_id OFFSET 0) AS e"
		 "         WHERE " REVERSAL_BACK " AND " REVERSAL_LINES
		 "           AND local_day BETWEEN from_day AND to_day"
		 "           AND (k.bucket = 0 OR k.bucket = "
		 REVERSAL_BUCKET("local_day", "placed") "))",
		 "gross_sales - discounts"));

/* By the day of the order, which has one. */
DB_QUERY(metrics_reversed_of_orders, 6,
	REVERSED(PIECES(REVERSAL_PLACED_DAY, REVERSAL_PLACED_MONTH), "",
		 SALES "(SELECT cut.shop_id, currency, from_day, to_day,"
		 "              o.order_id, o.local_day AS placed, e.*"
		 "         FROM cut, LATERAL"
		 "        (SELECT shop_id, order_id, local_day FROM orders"
		 "          WHERE tenant_id = $1 AND shop_id = cut.shop_id"
		 "            AND local_day = cut.day AND counted"
		 "            AND (since IS NULL OR processed_at >= since)"
		 "            AND (until IS NULL OR processed_at <= until)"
		 "         OFFSET 0) AS o, LATERAL"
		 "        (SELECT local_day AS day, side, initial, line_type,"
		 "                quantity, total, tax FROM sale_event"
		 "          WHERE tenant_id = $1 AND shop_id = o.shop_id"
		 "            AND order_id = o.order_id OFFSET 0) AS e) AS sale"
		 " WHERE " REVERSAL_SALES BY_ORDER_AND_DAY,
		 "false", "initial_sales"));

static void get_reversal(struct arena *a, const struct db_rows *rows, int i,
			 struct metrics_reversal *out)
{
	out->currency = db_text(rows, i, "currency");
	out->bucket = (int)db_int64(rows, i, "bucket");
	out->orders = db_int64(rows, i, "orders");
	out->units = db_int64(rows, i, "units");
	out->sold = metrics_amount_get(a, rows, i, "sold");
	out->sales = metrics_amount_get(a, rows, i, "sales");
	out->shipping = metrics_amount_get(a, rows, i, "shipping");
	out->taxes = metrics_amount_get(a, rows, i, "taxes");
	out->total = metrics_amount_get(a, rows, i, "total");
}

int metrics_reversals(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, bool by_order,
		      struct metrics_reversals *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *totals, *rows;
	int n;

	db_begin_read(db, tenant_id);
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
		get_reversal(a, rows, i, &out->rows[i]);
		out->is_mature &= db_bool(rows, i, "is_mature");
	}
	return 0;
}
