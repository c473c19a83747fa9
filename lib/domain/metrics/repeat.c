#include "domain/metrics/cohorts.h"
#include "domain/metrics/people.h"

/* The first or the last day of a shop of `days` on which somebody ordered. */
#define ORDER_DAY(order)						\
	"(SELECT c.period FROM customer_cell c"				\
	"  WHERE c.tenant_id = $1 AND c.shop_id = days.shop_id"		\
	"    AND c.generation = days.generation"			\
	"    AND c.kind = " CELL_DAY " AND c.orders > 0"		\
	"  ORDER BY c.period " order " LIMIT 1)"

/*
 * `scope` in whole days, from the first order on where the range has no
 * beginning, and to the last one, however far ahead its end is: each day of
 * it is looked up.
 */
#define SCOPE								\
	METRICS_DAYS							\
	", scope AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, timezone,"		\
	"       customers_built_to, NULL::timestamptz AS since,"	\
	"       (now() AT TIME ZONE timezone)::date AS today,"		\
	"       NULL::timestamptz AS until, last AS asked_to,"		\
	"       least(last, greatest(begins, " ORDER_DAY("DESC") "))"	\
	"         AS last,"						\
	"       coalesce(begins, " ORDER_DAY("ASC") ", last) AS first"	\
	"  FROM days)"

DB_QUERY(metrics_repeat_people, 6, SCOPE METRICS_PEOPLE_OF_DAYS);

DB_QUERY(metrics_repeat_range, 6,
	SCOPE "SELECT min(first) AS first, max(asked_to) AS last FROM scope");

/*
 * `piece`: of the days from `first` to `to` the whole months, and the days
 * before and behind, each with two kinds of cell in which they are.
 */
#define PIECES(columns, more, to, of_days, of_months)			\
	", piece AS MATERIALIZED ("					\
	"SELECT shop_id, generation, " columns "p.*"			\
	"  FROM scope" more ", " METRICS_MONTHS("first", to) ","	\
	"       LATERAL (VALUES"					\
	"       (" of_days ", interval '1 day', first,"			\
	"        least(whole_from - 1, " to ")),"			\
	"       (" of_months ", interval '1 month', whole_from,"	\
	"        whole_to - 1),"					\
	"       (" of_days ", interval '1 day',"			\
	"        greatest(whole_from, whole_to), " to "))"		\
	"         AS p (kind, other, step, starts, ends)"		\
	" WHERE starts <= ends)"
#define CELLS(kind, period)						\
	"customer_cell c WHERE c.tenant_id = $1"			\
	" AND c.shop_id = piece.shop_id"				\
	" AND c.generation = piece.generation"				\
	" AND c.kind = " kind " AND c.period " period
#define WITHIN "BETWEEN starts AND ends"

/* Orders by the gap, of the steps that are wanted, a look-up a period. */
#define GAPS(gap, kind, since, upto)					\
	"SELECT " gap " AS gap, c.orders"				\
	"  FROM piece, generate_series(starts::timestamp,"		\
	"       ends::timestamp, step) AS t, LATERAL"			\
	"       (SELECT t::date AS at) AS day, wanted, LATERAL"		\
	"       (SELECT since, orders FROM " CELLS(kind, "= at")	\
	"           AND c.since BETWEEN " since " AND " upto		\
	"        OFFSET 0) AS c WHERE other = " kind

#define MANY_DAYS "1000000"		/* what no gap comes to */

/* Each step; and each gap of those that a percentile is in. */
DB_QUERY(metrics_repeat_gaps, 6,
	SCOPE
	PIECES("", "", "last",
	       CELL_STEP_DAY "::smallint, " CELL_RECUR_DAY "::smallint",
	       CELL_STEP_MONTH ", " CELL_GAP_MONTH)
	", of_step AS MATERIALIZED ("
	"SELECT since - " CELL_NO_GAP " AS gap, bigint_sum(orders) AS orders"
	"  FROM piece, LATERAL (SELECT since, orders FROM "
	CELLS("piece.kind", WITHIN) " OFFSET 0) AS c"
	" GROUP BY gap"
	"), wanted AS MATERIALIZED ("
	"SELECT gap AS at_least, below"
	"  FROM (SELECT gap, orders,"
	"               bigint_sum(orders) OVER (ORDER BY gap) AS upto,"
	"               bigint_sum(orders) OVER () AS many,"
	"               lead(gap, 1, " MANY_DAYS ") OVER (ORDER BY gap)"
	"                 AS below"
	"          FROM of_step) AS s"
	" WHERE EXISTS (SELECT FROM unnest('{25,50,75,90}'::int[]) AS percent"
	"         WHERE upto * 100 >= many * percent"
	"           AND (upto - orders) * 100 < many * percent))"
	"SELECT gap, true AS is_step, orders FROM of_step"
	" UNION ALL "
	"SELECT gap, false, bigint_sum(orders) FROM ("
	GAPS("at - c.since", CELL_RECUR_DAY,
	     "at - below + 1", "at - at_least")
	" UNION ALL "
	GAPS("c.since - " CELL_NO_GAP, CELL_GAP_MONTH,
	     CELL_GAP("at_least"), CELL_GAP("below - 1"))
	") AS of_gap GROUP BY gap ORDER BY gap, is_step DESC");

/* Only whoever had so many days since the first order is asked. */
DB_QUERY(metrics_repeat_horizons, 6,
	SCOPE
	PIECES("days, ",
	       ", (VALUES (30), (60), (90), (180), (365)) AS horizon (days),"
	       " LATERAL (SELECT least(last, today - days) AS asked) AS upto",
	       "asked",
	       CELL_DAY "::smallint, " CELL_SECOND_DAY "::smallint",
	       CELL_CLASS_MONTH ", " CELL_SECOND_MONTH)
	"SELECT days, bigint_sum(eligible) AS eligible,"
	"       bigint_sum(came) AS came"
	"  FROM piece, LATERAL (SELECT orders AS eligible, 0 AS came FROM "
	CELLS("piece.kind", WITHIN) " AND c.class IN (" CELL_ONLY ","
	"               " CELL_FIRST ")"
	"         UNION ALL "
	"        SELECT 0, orders FROM " CELLS("piece.other", WITHIN)
	"           AND c.since <= " CELL_GAP("days") " OFFSET 0) AS c"
	" GROUP BY days ORDER BY days");

/* As in the statement above. */
static const int64_t horizon_days[METRICS_NHORIZONS] = {
	30, 60, 90, 180, 365,
};

/* The first days of each bucket. */
static const int gap_days[] = { 0, 1, 8, 15, 31, 61, 91, 181, 366 };

void metrics_gap(int i, int *from_days, int *to_days)
{
	*from_days = gap_days[i];
	*to_days = i + 1 < METRICS_NGAPS ? gap_days[i + 1] - 1 : -1;
}

/* The least gap that `percent` of all do not exceed. */
static int64_t percentile(const struct db_rows *rows, int64_t all,
			  int64_t percent)
{
	int64_t of_steps = 0, so_far = 0;

	for (int i = 0; all && i < db_count(rows); i++) {
		int64_t orders = db_int64(rows, i, "orders");

		if (db_bool(rows, i, "is_step")) {
			so_far = of_steps;
			of_steps += orders;
			continue;
		}
		so_far += orders;
		if (so_far * 100 >= all * percent)
			return db_int64(rows, i, "gap");
	}
	return -1;
}

static void get_gaps(const struct db_rows *rows, struct metrics_repeat *out)
{
	int64_t all = 0;
	int at = 0;

	for (int i = 0; i < db_count(rows); i++) {
		if (!db_bool(rows, i, "is_step"))
			continue;
		while (at + 1 < METRICS_NGAPS &&
		       db_int64(rows, i, "gap") >= gap_days[at + 1])
			at++;
		out->gaps[at] += db_int64(rows, i, "orders");
		all += db_int64(rows, i, "orders");
	}
	out->p25 = percentile(rows, all, 25);
	out->median = percentile(rows, all, 50);
	out->p75 = percentile(rows, all, 75);
	out->p90 = percentile(rows, all, 90);
}

/* No row: nobody is asked. */
static void get_horizons(const struct db_rows *rows,
			 struct metrics_repeat *out)
{
	for (size_t k = 0; k < METRICS_NHORIZONS; k++)
		out->horizons[k].days = horizon_days[k];
	for (int i = 0; i < db_count(rows); i++)
		for (size_t k = 0; k < METRICS_NHORIZONS; k++)
			if (out->horizons[k].days ==
			    db_int64(rows, i, "days")) {
				out->horizons[k].eligible =
					db_int64(rows, i, "eligible");
				out->horizons[k].repurchased =
					db_int64(rows, i, "came");
			}
}

static void get_rest(const struct db_rows *range, const struct db_rows *people,
		     struct metrics_repeat *out)
{
	out->from_day = db_text_or_null(range, 0, "first");
	out->to_day = db_text_or_null(range, 0, "last");
	for (int i = 0; i < db_count(people); i++) {
		out->customers += db_int64(people, i, "active");
		out->repeating += db_int64(people, i, "returning");
	}
}

int metrics_repeat(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range,
		   struct metrics_repeat *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *built, *asked, *people, *gaps, *horizons;
	struct db_args args = DB_ARGS(METRICS_ARGS(p));

	*out = (struct metrics_repeat){ 0 };
	db_begin_read(db, tenant_id);
	metrics_queue_built(db, a, &p, &built);
	db_queue(db, a, &metrics_repeat_range, args, &asked);
	db_queue(db, a, &metrics_repeat_people, args, &people);
	db_queue(db, a, &metrics_repeat_gaps, args, &gaps);
	db_queue(db, a, &metrics_repeat_horizons, args, &horizons);
	if (db_commit(db, err) ||
	    metrics_get_built(built, range, &out->complete, err))
		return -1;
	get_rest(asked, people, out);
	get_gaps(gaps, out);
	get_horizons(horizons, out);
	return 0;
}
