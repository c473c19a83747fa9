#include "domain/metrics_cohorts.h"
#include "domain/metrics_people.h"

/* METRICS_COHORTS_MOST, but for the first. */
#define MOST "119"

/* $7 is a field of date_trunc() and a kind of cell, $8 whether by ledger. */
#define LOOK								\
	METRICS_DAYS							\
	", step AS ("							\
	"SELECT CASE $7::text WHEN 'week' THEN interval '7 days'"	\
	"       WHEN 'month' THEN interval '1 month'"			\
	"       ELSE interval '3 months' END AS step"			\
	"), look AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, step,"			\
	"       greatest(date_trunc($7, coalesce(begins::timestamp,"	\
	"         last - 11 * step)), date_trunc($7, last - " MOST	\
	"         * step))::date AS first,"				\
	"       (date_trunc($7, last::timestamp) + step)::date - 1"	\
	"         AS last,"						\
	"       date_trunc($7, now() AT TIME ZONE timezone)::date"	\
	"         AS current"						\
	"  FROM days, step)"

/*
 * A row a cohort and period of `cell`, those without an order, too; and the
 * average over all cohorts that have had the n-th period whole.
 */
#define MATRIX								\
	", cohort AS ("							\
	"SELECT currency, cohort, customers AS size FROM cell"		\
	" WHERE cohort = period AND customers > 0"			\
	"), upto AS ("							\
	"SELECT currency, step, max(current) AS current"		\
	"  FROM look GROUP BY currency, step"				\
	"), grid AS ("							\
	"SELECT currency, cohort, size, at::date AS period,"		\
	"       at::date >= current AS partial,"			\
	"       row_number() OVER (PARTITION BY currency, cohort"	\
	"         ORDER BY at) - 1 AS n"				\
	"  FROM cohort JOIN upto USING (currency),"			\
	"       generate_series(cohort::timestamp, least("		\
	"         current::timestamp, cohort + " MOST " * step), step) AS at"\
	"), shown AS ("							\
	"SELECT currency, cohort, size, n, partial,"			\
	"       coalesce(customers, 0) AS customers,"			\
	"       coalesce(orders, 0) AS orders,"				\
	"       coalesce(net, 0) * 0.0001 AS net,"			\
	"       sum(coalesce(net, 0)) OVER (PARTITION BY currency,"	\
	"         cohort ORDER BY period) * 0.0001 AS ever"		\
	"  FROM grid LEFT JOIN cell USING (currency, cohort, period))"	\
	"SELECT currency, cohort, size, n, customers, orders, net,"	\
	"       partial, round(100.0 * customers / size, 2) AS retention,"\
	"       round(ever / size, 2) AS ltv,"				\
	"       round(net / nullif(orders, 0), 2) AS per_order"		\
	"  FROM shown"							\
	" UNION ALL "							\
	"SELECT currency, NULL, sum(size), n, sum(customers),"		\
	"       sum(orders), sum(net), false,"				\
	"       round(100.0 * sum(customers) / sum(size), 2),"		\
	"       round(sum(ever) / sum(size), 2), NULL"			\
	"  FROM shown WHERE NOT partial GROUP BY currency, n"		\
	" ORDER BY currency, cohort NULLS LAST, n"

#define KIND								\
	"CASE $7::text WHEN 'week' THEN " CELL_WEEK "::smallint"	\
	" WHEN 'month' THEN " CELL_MONTH "::smallint"			\
	" ELSE " CELL_QUARTER "::smallint END"

#define NET "CASE WHEN $8::boolean THEN ledger ELSE amount END"

DB_QUERY(metrics_cohorts_of_all, 8,
	LOOK
	", cell AS ("
	"SELECT currency, since AS cohort, period,"
	"       sum(customers) AS customers, sum(orders) AS orders,"
	"       sum(" NET ") AS net"
	"  FROM look, LATERAL (SELECT * FROM customer_cell c"
	"         WHERE c.tenant_id = $1 AND c.shop_id = look.shop_id"
	"           AND c.generation = look.generation"
	"           AND c.kind = " KIND
	"           AND c.period >= look.first"
	"           AND c.since BETWEEN look.first AND look.last OFFSET 0)"
	"         AS c"
	" GROUP BY currency, since, period)"
	MATRIX);

/* Of one shop; $9 channel, $10 code, $11 product of the first order. */
#define FIRST_ORDERS							\
	"SELECT customer_id, local_day FROM orders o, look"		\
	" WHERE tenant_id = $1 AND o.shop_id = $2 AND counted"		\
	"   AND customer_id IS NOT NULL"				\
	"   AND local_day BETWEEN look.first AND look.last"		\
	"   AND ($9::text IS NULL OR source_name = $9)"			\
	"   AND ($10::text IS NULL OR $10 = ANY (discount_codes))"	\
	"   AND ($11::bigint IS NULL OR EXISTS (SELECT FROM order_line l"\
	"        WHERE l.tenant_id = $1 AND l.shop_id = $2"		\
	"          AND l.order_id = o.order_id AND l.product_id = $11))"\
	"   AND NOT EXISTS (SELECT FROM orders p"			\
	"        WHERE p.tenant_id = $1 AND p.shop_id = $2"		\
	"          AND p.customer_id = o.customer_id"			\
	"          AND p.counted::int = 1 AND p.local_day <= o.local_day"\
	"          AND (p.local_day, p.processed_at, p.order_id)"	\
	"              < (o.local_day, o.processed_at, o.order_id))"

DB_QUERY(metrics_cohorts_of_some, 11,
	LOOK
	", beginner AS MATERIALIZED (" FIRST_ORDERS "), "
	CELL_PLACES("SELECT o.* FROM beginner b, LATERAL"
		    " (SELECT " CELL_ORDER " FROM orders"
		    "   WHERE tenant_id = $1 AND shop_id = $2"
		    "     AND customer_id = b.customer_id"
		    "     AND " ROLLUP_OF_CUSTOMER " OFFSET 0) AS o", "")
	", unit AS (SELECT " KIND " AS kind, $7 AS unit), "
	CELL_SOLD(CELL_SALES_BY_KEY)
	", cell AS ("
	"SELECT look.currency, since AS cohort, period, customers, orders,"
	"       " NET " AS net"
	"  FROM look, (" CELLS_OF_PLACES ") AS c"
	" WHERE kind = " KIND " AND class = 0)"
	MATRIX);

static const char *const grains[] = {
	[GRAIN_WEEK] = "week",
	[GRAIN_MONTH] = "month",
	[GRAIN_QUARTER] = "quarter",
};

static void queue(struct db *db, struct arena *a, const struct metrics_args *p,
		  const struct metrics_cohorts_asked *asked,
		  struct db_rows **rows)
{
	const char *grain = grains[asked->grain];
	const char *ledger = asked->by_ledger ? "t" : "f";

	if (asked->channel || asked->discount_code || asked->product_id)
		db_queue(db, a, &metrics_cohorts_of_some,
			 DB_ARGS(METRICS_ARGS(*p), grain, ledger,
				 asked->channel, asked->discount_code,
				 asked->product_id
					? db_arg_int64(a, asked->product_id)
					: NULL), rows);
	else
		db_queue(db, a, &metrics_cohorts_of_all,
			 DB_ARGS(METRICS_ARGS(*p), grain, ledger), rows);
}

static void get_cell(const struct db_rows *rows, int i,
		     struct metrics_cohort_cell *out)
{
	*out = (struct metrics_cohort_cell){
		.currency = db_text(rows, i, "currency"),
		.cohort = db_text_or_null(rows, i, "cohort"),
		.size = db_int64(rows, i, "size"),
		.n = db_int64(rows, i, "n"),
		.customers = db_int64(rows, i, "customers"),
		.orders = db_int64(rows, i, "orders"),
		.net_sales = db_text(rows, i, "net"),
		.retention = db_text(rows, i, "retention"),
		.ltv = db_text(rows, i, "ltv"),
		.per_order = db_text_or_null(rows, i, "per_order"),
		.partial = db_bool(rows, i, "partial"),
	};
}

int metrics_cohorts(struct db *db, struct arena *a, int64_t tenant_id,
		    const struct metrics_range *range,
		    const struct metrics_cohorts_asked *asked,
		    struct metrics_cohorts *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *built, *rows;
	int n;

	db_begin(db, tenant_id);
	metrics_queue_built(db, a, &p, &built);
	queue(db, a, &p, asked, &rows);
	if (db_commit(db, err) ||
	    metrics_get_built(built, range, &out->complete, err))
		return -1;
	n = db_count(rows);
	out->cells = arena_alloc(a, (size_t)n * sizeof(*out->cells) + 1);
	out->ncells = (size_t)n;
	for (int i = 0; i < n; i++)
		get_cell(rows, i, &out->cells[i]);
	return 0;
}
