#include "domain/metrics_cohorts.h"
#include "domain/metrics_people.h"

/*
 * `scope` in whole days, from the first order on where the range has no
 * beginning.
 */
#define SCOPE								\
	METRICS_DAYS							\
	", scope AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, timezone,"		\
	"       customers_built_to, NULL::timestamptz AS since,"	\
	"       (now() AT TIME ZONE timezone)::date AS today,"		\
	"       NULL::timestamptz AS until, last,"			\
	"       coalesce(begins, (SELECT c.period FROM customer_cell c"	\
	"         WHERE c.tenant_id = $1 AND c.shop_id = days.shop_id"	\
	"           AND c.generation = days.generation"			\
	"           AND c.kind = " CELL_DAY " AND c.orders > 0"		\
	"         ORDER BY c.period LIMIT 1), last) AS first"		\
	"  FROM days)"

#define CELLS								\
	"customer_cell c WHERE c.tenant_id = $1"			\
	" AND c.shop_id = scope.shop_id"				\
	" AND c.generation = scope.generation"

DB_QUERY(metrics_repeat_people, 6, SCOPE METRICS_PEOPLE);

DB_QUERY(metrics_repeat_range, 6,
	SCOPE "SELECT min(first) AS first, max(last) AS last FROM scope");

/* Only whoever had so many days since the first order is asked. */
#define EACH_HORIZON(sum)						\
	sum("30") ", " sum("60") ", " sum("90") ", " sum("180") ", " sum("365")
#define LONGEST "365"
#define ASKED_FIRST(n, day)						\
	day " BETWEEN first AND least(last, today - " n ")"

/*
 * A row a gap, for there is about a cell an order, and none is read twice: of
 * the range, and of those whose first order is in range the second ones.
 */
#define CAME(n)								\
	"bigint_sum(CASE WHEN class = 3 AND " ASKED_FIRST(n, "c.since")	\
	" THEN orders ELSE 0 END) AS came_" n
DB_QUERY(metrics_repeat_gaps, 6,
	SCOPE
	"SELECT c.period - c.since AS gap, bigint_sum(CASE"
	"         WHEN c.period <= last THEN orders ELSE 0 END) AS orders, "
	EACH_HORIZON(CAME)
	"  FROM scope, LATERAL (SELECT period, since, class, orders"
	"          FROM " CELLS " AND c.kind = " CELL_RECUR_DAY
	"           AND c.period BETWEEN scope.first AND greatest(scope.last,"
	"               least(scope.last + " LONGEST ", today)) OFFSET 0) AS c"
	" GROUP BY gap ORDER BY gap");

#define ELIGIBLE(n)							\
	"bigint_sum(CASE WHEN " ASKED_FIRST(n, "c.period")		\
	" THEN orders ELSE 0 END) AS eligible_" n
DB_QUERY(metrics_repeat_firsts, 6,
	SCOPE
	"SELECT " EACH_HORIZON(ELIGIBLE)
	"  FROM scope, LATERAL (SELECT period, orders FROM " CELLS
	"           AND c.kind = " CELL_DAY
	"           AND c.period BETWEEN scope.first AND scope.last"
	"           AND c.class IN (1, 2) OFFSET 0) AS c");

static const struct {
	int64_t days;
	const char *eligible, *came;
} horizons[METRICS_NHORIZONS] = {
	{ 30, "eligible_30", "came_30" },
	{ 60, "eligible_60", "came_60" },
	{ 90, "eligible_90", "came_90" },
	{ 180, "eligible_180", "came_180" },
	{ 365, "eligible_365", "came_365" },
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
	int64_t so_far = 0;

	for (int i = 0; all && i < db_count(rows); i++) {
		so_far += db_int64(rows, i, "orders");
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

static void get_horizons(const struct db_rows *firsts,
			 const struct db_rows *gaps,
			 struct metrics_repeat *out)
{
	for (size_t k = 0; k < METRICS_NHORIZONS; k++) {
		out->horizons[k].days = horizons[k].days;
		out->horizons[k].eligible =
			db_int64(firsts, 0, horizons[k].eligible);
		for (int i = 0; i < db_count(gaps) && db_int64(gaps, i, "gap")
				<= horizons[k].days; i++)
			out->horizons[k].repurchased +=
				db_int64(gaps, i, horizons[k].came);
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
	struct db_rows *built, *asked, *people, *gaps, *firsts;
	struct db_args args = DB_ARGS(METRICS_ARGS(p));

	*out = (struct metrics_repeat){ 0 };
	db_begin(db, tenant_id);
	metrics_queue_built(db, a, &p, &built);
	db_queue(db, a, &metrics_repeat_range, args, &asked);
	db_queue(db, a, &metrics_repeat_people, args, &people);
	db_queue(db, a, &metrics_repeat_gaps, args, &gaps);
	db_queue(db, a, &metrics_repeat_firsts, args, &firsts);
	if (db_commit(db, err) ||
	    metrics_get_built(built, range, &out->complete, err))
		return -1;
	get_rest(asked, people, out);
	get_gaps(gaps, out);
	get_horizons(firsts, gaps, out);
	return 0;
}
