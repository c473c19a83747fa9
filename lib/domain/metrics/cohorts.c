#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "domain/metrics/cohorts.h"
#include "domain/metrics/people.h"

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
	"SELECT shop_id, currency, generation,"				\
	"       greatest(date_trunc($7, coalesce(begins::timestamp,"	\
	"         last - 11 * step)), date_trunc($7, last - " MOST	\
	"         * step))::date AS first,"				\
	"       (date_trunc($7, last::timestamp) + step)::date - 1"	\
	"         AS last,"						\
	"       date_trunc($7, now() AT TIME ZONE timezone)::date"	\
	"         AS current"						\
	"  FROM days, step)"

#define KIND								\
	"CASE $7::text WHEN 'week' THEN " CELL_WEEK "::smallint"	\
	" WHEN 'month' THEN " CELL_MONTH "::smallint"			\
	" ELSE " CELL_QUARTER "::smallint END"

#define NET "CASE WHEN $8::boolean THEN ledger ELSE amount END"

/*
 * A row a cohort and period of `cell`, of each shop; those without an order are
 * not there.  Who ordered again in the cohort's own period is a row of that
 * period by itself.
 */
#define CELLS								\
	", upto AS ("							\
	"SELECT currency, max(current) AS current"			\
	"  FROM look GROUP BY currency)"				\
	"SELECT currency, since AS cohort, period, orders, "		\
	NET " AS net, current,"						\
	"       CASE class WHEN 0 THEN customers ELSE 0 END"		\
	"         AS customers,"					\
	"       CASE class WHEN " CELL_SECOND " THEN customers ELSE 0 END"\
	"         AS reordered"						\
	"  FROM cell JOIN upto USING (currency)"			\
	" ORDER BY currency, cohort, period"

DB_QUERY(metrics_cohorts_of_all, 8,
	LOOK
	", cell AS ("
	"SELECT currency, c.*"
	"  FROM look, LATERAL (SELECT * FROM customer_cell c"
	"         WHERE c.tenant_id = $1 AND c.shop_id = look.shop_id"
	"           AND c.generation = look.generation"
	"           AND c.kind = " KIND
	"           AND c.period >= look.first"
	"           AND c.since BETWEEN look.first AND look.last OFFSET 0)"
	"         AS c)"
	CELLS);

/* Each order of the periods is looked at, which takes some 10 us. */
#define ORDERS_MOST "100000"

DB_QUERY(metrics_cohorts_orders, 7,
	LOOK
	", scope AS (SELECT shop_id, generation, first, last FROM look)"
	"SELECT bigint_sum(orders) > " ORDERS_MOST " AS are_too_many"
	"  FROM scope, " METRICS_DAYS_OF_SHOP);

/* Of one shop; $9 channel, $10 code, $11 product of the first order. */
#define FIRST_ORDERS							\
	"SELECT o.customer_id, o.local_day FROM look, LATERAL"		\
	"       (SELECT order_id, customer_id, local_day, processed_at"	\
	"          FROM orders"						\
	"         WHERE tenant_id = $1 AND shop_id = $2 AND counted"	\
	"           AND customer_id IS NOT NULL"			\
	"           AND local_day BETWEEN look.first AND look.last"	\
	"           AND ($9::text IS NULL OR source_name = $9)"		\
	"           AND ($10::text IS NULL OR $10 = ANY (discount_codes))"\
	"        OFFSET 0) AS o"					\
	" WHERE " PEOPLE_IS_FIRST("$2")					\
	"   AND ($11::bigint IS NULL OR EXISTS (SELECT FROM order_line l"\
	"        WHERE l.tenant_id = $1 AND l.shop_id = $2"		\
	"          AND l.order_id = o.order_id AND l.product_id = $11"	\
	"        OFFSET 0))"

DB_QUERY(metrics_cohorts_of_some, 11,
	LOOK
	", beginner AS MATERIALIZED (" FIRST_ORDERS "), "
	CELL_PLACES("SELECT o.* FROM beginner b, LATERAL"
		    " (SELECT " CELL_ORDER " FROM orders"
		    "   WHERE tenant_id = $1 AND shop_id = $2"
		    "     AND customer_id = b.customer_id"
		    "     AND " ROLLUP_COUNTED " OFFSET 0) AS o", "")
	", unit AS (SELECT " KIND " AS kind, $7 AS unit), "
	CELL_SOLD(CELL_SALES_BY_KEY)
	", cell AS ("
	"SELECT look.currency, since, period, class,"
	"       bigint_sum(customers) AS customers,"
	"       bigint_sum(orders) AS orders,"
	"       bigint_sum(amount) AS amount,"
	"       bigint_sum(ledger) AS ledger"
	"  FROM look, (" CELLS_OF_COHORTS ") AS c"
	" GROUP BY look.currency, since, period, class)"
	CELLS);

static const char *const grains[] = {
	[GRAIN_WEEK] = "week",
	[GRAIN_MONTH] = "month",
	[GRAIN_QUARTER] = "quarter",
};

static bool is_of_some(const struct metrics_cohorts_asked *asked)
{
	return asked->channel || asked->discount_code || asked->product_id;
}

static int check_orders(struct db *db, struct arena *a, int64_t tenant_id,
			const struct metrics_args *p, enum metrics_grain grain,
			struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id,
				       &metrics_cohorts_orders,
				       DB_ARGS(METRICS_ARGS(*p),
					       grains[grain]), err);

	if (!rows)
		return -1;
	if (!db_bool(rows, 0, "are_too_many"))
		return 0;
	return xn_fail_field(err, XN_BAD_INPUT, "from",
		"from: cohorts of certain first orders are found among "
		ORDERS_MOST " orders at most, and these periods have more:"
		" ask for fewer or shorter ones");
}

static void queue(struct db *db, struct arena *a, const struct metrics_args *p,
		  const struct metrics_cohorts_asked *asked,
		  struct db_rows **rows)
{
	const char *grain = grains[asked->grain];
	const char *ledger = asked->by_ledger ? "t" : "f";

	if (is_of_some(asked))
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

static int64_t months_of(const char *day)
{
	char *month;
	int64_t year = strtoll(day, &month, 10);

	return 12 * year + strtoll(month + 1, NULL, 10);
}

/* From one period's first day to another's, how many periods. */
static int64_t distance(const char *from, const char *to,
			enum metrics_grain grain)
{
	int64_t begins, ends;

	if (grain != GRAIN_WEEK)
		return (months_of(to) - months_of(from)) /
		       (grain == GRAIN_MONTH ? 1 : 3);
	if (day_parse(from, &begins) || day_parse(to, &ends))
		abort();
	return (ends - begins) / 7;
}

static bool is_of(const struct db_rows *rows, int i, const char *currency,
		  const char *cohort)
{
	return i < db_count(rows) &&
	       !strcmp(db_text(rows, i, "currency"), currency) &&
	       (!cohort || !strcmp(db_text(rows, i, "cohort"), cohort));
}

/* What its rows come to, from the i-th on.  Returns the row behind them. */
static int add_rows(const struct db_rows *rows, int i, enum metrics_grain grain,
		    struct metrics_cohort *out)
{
	for (; is_of(rows, i, out->currency, out->cohort); i++) {
		int64_t n = distance(out->cohort, db_text(rows, i, "period"),
				     grain);
		struct metrics_cohort_period *period;

		/* A sale may be from before its customer's first order. */
		if (n < 0 || n >= (int64_t)out->nperiods)
			continue;
		period = &out->periods[n];
		period->customers += db_int64(rows, i, "customers");
		period->orders += db_int64(rows, i, "orders");
		period->net_sales_e4 += db_int64(rows, i, "net");
		out->reordered += db_int64(rows, i, "reordered");
	}
	return i;
}

/*
 * The cohort of the i-th row, which is of its own period if anybody is in it,
 * with all periods up to the present one.  Returns the row behind it.
 */
static int get_cohort(struct arena *a, const struct db_rows *rows, int i,
		      enum metrics_grain grain, struct metrics_cohort *out)
{
	const char *currency = db_text(rows, i, "currency");
	const char *cohort = db_text(rows, i, "cohort");
	int64_t current = distance(cohort, db_text(rows, i, "current"), grain);
	int64_t last = current < METRICS_COHORTS_MOST
		       ? current : METRICS_COHORTS_MOST - 1;
	int64_t so_far = 0;

	*out = (struct metrics_cohort){
		.currency = currency,
		.cohort = cohort,
		.nperiods = last >= 0 ? (size_t)last + 1 : 0,
	};
	out->periods = arena_alloc(a, out->nperiods * sizeof(*out->periods) +
				   1);
	i = add_rows(rows, i, grain, out);
	if (out->nperiods && out->periods[0].customers <= 0)
		out->nperiods = 0;
	for (size_t n = 0; n < out->nperiods; n++) {
		struct metrics_cohort_period *period = &out->periods[n];

		so_far += period->net_sales_e4;
		period->size = out->periods[0].customers;
		period->net_sales_so_far_e4 = so_far;
		period->is_partial = (int64_t)n == current;
	}
	return i;
}

/* All of one currency's `count` cohorts as one, behind them. */
static void add_up(struct arena *a, struct metrics_cohort *cohorts,
		   size_t count)
{
	struct metrics_cohort *all = &cohorts[count];

	*all = (struct metrics_cohort){
		.currency = cohorts->currency,
		.periods = arena_alloc(a, METRICS_COHORTS_MOST *
				       sizeof(*all->periods)),
	};
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < cohorts[i].nperiods; n++) {
			const struct metrics_cohort_period *one =
				&cohorts[i].periods[n];
			struct metrics_cohort_period *sum = &all->periods[n];

			if (one->is_partial)
				continue;
			sum->size += one->size;
			sum->customers += one->customers;
			sum->orders += one->orders;
			sum->net_sales_e4 += one->net_sales_e4;
			sum->net_sales_so_far_e4 += one->net_sales_so_far_e4;
			all->reordered += n ? 0 : cohorts[i].reordered;
			if (n >= all->nperiods)
				all->nperiods = n + 1;
		}
}

static void get_cohorts(struct arena *a, const struct db_rows *rows,
			enum metrics_grain grain, struct metrics_cohorts *out)
{
	size_t first = 0, beginnings = 0;

	for (int i = 0; i < db_count(rows); i++)
		beginnings += !strcmp(db_text(rows, i, "cohort"),
				      db_text(rows, i, "period"));
	/* As many currencies at most; and one that may be nobody's. */
	out->cohorts = arena_alloc(a, (2 * beginnings + 1) *
				   sizeof(*out->cohorts));
	out->ncohorts = 0;
	for (int i = 0; i < db_count(rows);) {
		struct metrics_cohort *cohort = &out->cohorts[out->ncohorts];

		i = get_cohort(a, rows, i, grain, cohort);
		if (cohort->nperiods)
			out->ncohorts++;
		if (is_of(rows, i, cohort->currency, NULL))
			continue;
		if (out->ncohorts > first)
			add_up(a, &out->cohorts[first],
			       out->ncohorts++ - first);
		first = out->ncohorts;
	}
}

int metrics_cohorts(struct db *db, struct arena *a, int64_t tenant_id,
		    const struct metrics_range *range,
		    const struct metrics_cohorts_asked *asked,
		    struct metrics_cohorts *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *built, *rows;

	if (is_of_some(asked) &&
	    check_orders(db, a, tenant_id, &p, asked->grain, err))
		return -1;
	db_begin_read(db, tenant_id);
	metrics_queue_built(db, a, &p, &built);
	queue(db, a, &p, asked, &rows);
	if (db_commit(db, err) ||
	    metrics_get_built(built, range, &out->complete, err))
		return -1;
	get_cohorts(a, rows, asked->grain, out);
	return 0;
}
