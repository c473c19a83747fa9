#include "base/count.h"
#include "domain/metrics/convert.h"
#include "domain/metrics/sales.h"
#include "domain/rollup/reversal_cell.h"

#define MATURE_DAYS 30

/* REVERSAL_BUCKETS, with that of the first. */
static const int bucket_days[] = { 0, 1, 2, 4, 8, 15, 31, 61, 91 };

void metrics_bucket(int bucket, int *from_days, int *to_days)
{
	*from_days = bucket_days[bucket - 1];
	*to_days = bucket < METRICS_NBUCKETS ? bucket_days[bucket] - 1 : -1;
}

/*
 * The days that no instant cuts, as months and the days around them: a kind of
 * reversal_cell for each, and the one of what was reversed again.  Or all of
 * them as days, for rates are of days.
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
#define PIECES_OF_DAYS(day_kind)					\
	", piece AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, from_day,"		\
	"       " day_kind "::smallint AS kind,"			\
	"       " REVERSAL_AGAIN_DAY "::smallint AS again,"		\
	"       interval '1 day' AS step, from_day AS starts,"		\
	"       to_day AS ends"						\
	"  FROM whole WHERE from_day <= to_day)"
#define CELLS								\
	"reversal_cell c WHERE c.tenant_id = $1"			\
	" AND c.shop_id = piece.shop_id"				\
	" AND c.generation = piece.generation"

/* What is reversed again and was not before in the range, a probe a period. */
#define AGAIN								\
	" UNION ALL "							\
	"SELECT shop_id, currency, at::date, c.bucket, c.orders,"	\
	"       0, 0, 0, 0, 0, 0"					\
	"  FROM piece, generate_series(starts::timestamp,"		\
	"       ends::timestamp, step) AS at, LATERAL"			\
	"       (SELECT bucket, orders FROM " CELLS			\
	"           AND c.kind = piece.again AND c.period = at::date"	\
	"           AND c.since < piece.from_day OFFSET 0) AS c"

/*
 * `reversed`, in rows to be added up: orders and REVERSAL_NAMES of a bucket on
 * a day, or of a month of `pieces`.
 *
 * `loose` are the sales of the days that instants cut, by order and day, with
 * the columns of SALES; `before` says whether an order k is reversed in its
 * bucket on whole days, too; 0 is any bucket, and in the end all of them, as in
 * rollup/reversal_cell.h.  `dated` is the day that their amounts belong to.  Of
 * the days' sums of what was sold, `sold` is wanted.
 */
#define REVERSED(pieces, again, loose, dated, before, sold)		\
	METRICS_SCOPE METRICS_PARTS pieces				\
	", loose AS MATERIALIZED (" loose "), k AS ("			\
	"SELECT DISTINCT shop_id, currency, from_day, to_day, order_id,"\
	"       placed, v.bucket"					\
	"  FROM loose, LATERAL (VALUES (0), (bucket)) AS v (bucket)"	\
	" WHERE back"							\
	"), reversed AS ("						\
	"SELECT piece.shop_id, currency, c.period AS day, c.bucket,"	\
	"       c.orders, c.units, c.sold, c.sales, c.shipping, c.taxes,"\
	"       c.total"						\
	"  FROM piece, LATERAL (SELECT * FROM " CELLS			\
	"           AND c.kind = piece.kind"				\
	"           AND c.period BETWEEN starts AND ends OFFSET 0) AS c"\
	again								\
	" UNION ALL "							\
	"SELECT shop_id, currency, " dated ", bucket, 0, " REVERSAL_NAMES\
	"  FROM loose"							\
	" UNION ALL "							\
	"SELECT shop_id, currency, from_day, v.bucket, v.orders,"	\
	"       0, 0, 0, 0, 0, 0"					\
	"  FROM k, LATERAL (VALUES (k.bucket, 1), (0,"			\
	"       CASE k.bucket WHEN 0 THEN 0 ELSE -1 END))"		\
	"       AS v (bucket, orders) WHERE NOT " before		\
	" UNION ALL "							\
	"SELECT shop_id, currency, day, 0, 0, 0, " sold ", 0, 0, 0, 0"	\
	"  FROM part JOIN scope USING (shop_id))"

/* `row`s of each currency (`of`) added up by bucket, and all together. */
#define BY_BUCKET(of, sums, row)					\
	" SELECT " of " AS currency, coalesce(row.bucket, 0) AS bucket,"\
	"       " sums							\
	"  FROM " row							\
	" GROUP BY GROUPING SETS ((" of "), (" of ", row.bucket))"	\
	" HAVING row.bucket IS DISTINCT FROM 0"				\
	" ORDER BY currency, row.bucket NULLS FIRST"

#define EACH_CURRENCY 							\
	BY_BUCKET("currency", REVERSAL_TOTALS, "reversed AS row")

/* The same in one currency, $7. */
#define AMOUNTS(each)							\
	each("sold") each("sales") each("shipping") each("taxes") each("total")
#define IN_CURRENCY							\
	", given AS ("							\
	"SELECT shop_id, day, bucket, " REVERSAL_TOTALS			\
	"  FROM reversed GROUP BY shop_id, day, bucket)"		\
	METRICS_CONVERTED_OF(", bucket", "orders, units", AMOUNTS,	\
			     METRICS_DAYS_OF("given"), "$7")		\
	BY_BUCKET("code", "bigint_sum(orders) AS orders,"		\
		  " bigint_sum(units) AS units, "			\
		  AMOUNTS(METRICS_EACH_FRACTION)			\
		  METRICS_RATES_USED, "rated AS row")

#define SALES								\
	"SELECT shop_id, currency, from_day, to_day, order_id, placed,"	\
	"       day, " REVERSAL_BUCKET("day", "placed") " AS bucket, "	\
	REVERSAL_SUMS							\
	"  FROM "
#define BY_ORDER_AND_DAY						\
	" GROUP BY shop_id, currency, from_day, to_day, order_id, placed,"\
	" day"

/* By its own day, and an order's once, whatever days it is reversed on. */
#define IN_RANGE(pieces)						\
	REVERSED(pieces, AGAIN,						\
		 SALES "(SELECT cut.*, e.*, o.placed FROM cut, LATERAL"	\
		 "        (SELECT order_id, side, initial, line_type,"	\
		 "                quantity, total, tax FROM sale_event e"\
		 "          WHERE e.tenant_id = $1"			\
		 "            AND e.shop_id = cut.shop_id"		\
		 "            AND e.local_day = cut.day"		\
		 "            AND (since IS NULL OR e.happened_at >= since)"\
		 "            AND (until IS NULL OR e.happened_at <= until)"\
		 "            AND side = 'reversal' OFFSET 0) AS e, LATERAL"\
		 "        (SELECT local_day AS placed FROM orders"	\
		 "          WHERE tenant_id = $1 AND shop_id = cut.shop_id"\
		 "            AND order_id = e.order_id OFFSET 0) AS o)"\
		 " AS sale WHERE " REVERSAL_LINES BY_ORDER_AND_DAY,	\
		 "day",							\
		 "EXISTS (SELECT FROM (SELECT * FROM sale_event"	\
		 "         WHERE tenant_id = $1 AND shop_id = k.shop_id"\
		 "           AND order_id = k.order_id OFFSET 0) AS e"	\
		 "         WHERE " REVERSAL_BACK " AND " REVERSAL_LINES	\
		 "           AND local_day BETWEEN from_day AND to_day"	\
		 "           AND (k.bucket = 0 OR k.bucket = "		\
		 REVERSAL_BUCKET("local_day", "placed") "))",		\
		 "gross_sales - discounts")

DB_QUERY(metrics_reversed_in_range, 6,
	IN_RANGE(PIECES(REVERSAL_DAY, REVERSAL_MONTH)) EACH_CURRENCY);
DB_QUERY(metrics_reversed_in_range_in_currency, 7,
	IN_RANGE(PIECES_OF_DAYS(REVERSAL_DAY)) IN_CURRENCY);

/* By the day of the order, which has one. */
#define OF_ORDERS(pieces)						\
	REVERSED(pieces, "",						\
		 SALES "(SELECT cut.shop_id, currency, from_day, to_day,"\
		 "              o.order_id, o.local_day AS placed, e.*"	\
		 "         FROM cut, LATERAL"				\
		 "        (SELECT shop_id, order_id, local_day FROM orders"\
		 "          WHERE tenant_id = $1 AND shop_id = cut.shop_id"\
		 "            AND local_day = cut.day AND counted"	\
		 "            AND (since IS NULL OR processed_at >= since)"\
		 "            AND (until IS NULL OR processed_at <= until)"\
		 "         OFFSET 0) AS o, LATERAL"			\
		 "        (SELECT local_day AS day, side, initial,"	\
		 "                line_type, quantity, total, tax"	\
		 "           FROM sale_event"				\
		 "          WHERE tenant_id = $1 AND shop_id = o.shop_id"\
		 "            AND order_id = o.order_id OFFSET 0) AS e)"\
		 " AS sale WHERE " REVERSAL_SALES BY_ORDER_AND_DAY,	\
		 "placed", "false", "initial_sales")

DB_QUERY(metrics_reversed_of_orders, 6,
	OF_ORDERS(PIECES(REVERSAL_PLACED_DAY, REVERSAL_PLACED_MONTH))
	EACH_CURRENCY);
DB_QUERY(metrics_reversed_of_orders_in_currency, 7,
	OF_ORDERS(PIECES_OF_DAYS(REVERSAL_PLACED_DAY)) IN_CURRENCY);

static void get_reversal(struct arena *a, const struct db_rows *rows, int i,
			 bool is_converted, struct metrics_reversal *out)
{
	const struct {
		const char *name, **amount;
	} amounts[] = {
		{ "sold", &out->sold }, { "sales", &out->sales },
		{ "shipping", &out->shipping }, { "taxes", &out->taxes },
		{ "total", &out->total },
	};

	out->currency = db_text(rows, i, "currency");
	out->bucket = (int)db_int64(rows, i, "bucket");
	out->orders = db_int64(rows, i, "orders");
	out->units = db_int64(rows, i, "units");
	for (size_t k = 0; k < COUNT_OF(amounts); k++)
		*amounts[k].amount = metrics_told_get(a, rows, i,
			amounts[k].name, out->currency, is_converted);
	out->exact_sold = out->sold;
	out->exact_sales = out->sales;
	if (!is_converted)
		return;
	out->exact_sold = metrics_exact_get(rows, i, "sold");
	out->exact_sales = metrics_exact_get(rows, i, "sales");
	out->rates = metrics_rates_of(a, rows, i);
}

/* By the day of the reversal, or of the order; each currency's, or in one. */
static const struct db_query *const reversed[2][2] = {
	{ &metrics_reversed_in_range, &metrics_reversed_in_range_in_currency },
	{ &metrics_reversed_of_orders,
	  &metrics_reversed_of_orders_in_currency },
};

int metrics_reversals(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, bool by_order,
		      const struct metrics_into *into,
		      struct metrics_reversals *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows;
	int n;

	if (metrics_read_period(db, a, tenant_id, range, into,
				reversed[by_order][!!into], into
				? DB_ARGS(METRICS_ARGS(p), into->currency)
				: DB_ARGS(METRICS_ARGS(p)),
				&out->totals, &rows, err))
		return -1;
	n = db_count(rows);
	out->rows = arena_alloc(a, (size_t)n * sizeof(*out->rows) + 1);
	out->nrows = (size_t)n;
	/* Also where nothing was given back: it is what may still come. */
	out->is_mature = out->totals.age_days >= MATURE_DAYS;
	for (int i = 0; i < n; i++)
		get_reversal(a, rows, i, into, &out->rows[i]);
	return 0;
}
