#include <string.h>

#include "base/clock.h"

#include "domain/metrics/convert.h"
#include "domain/metrics/people.h"
#include "domain/rollup/rollup.h"

/*
 * After `scope`, with `more` columns: a row a currency of what the days that
 * are `given` come to.  Each shop's are added up by themselves: to group them
 * by currency, or to compute what follows from sums for each, took twice as
 * long.
 */
#define SUMS_OF(given, more)						\
	"SELECT currency, min(first) AS first, " more ", " METRICS_SUMS	\
	"  FROM scope, LATERAL (SELECT bigint_sum(orders) AS orders, "	\
	ROLLUP_DAY_TOTALS "  FROM " given ") AS total"			\
	" GROUP BY currency ORDER BY total_sales DESC, currency"
#define PART_OF_SHOP "part WHERE part.shop_id = scope.shop_id"

/* How long ago the last day is, each shop's by its own clock. */
#define LAST								\
	"max(last) AS last,"						\
	" min((now() AT TIME ZONE timezone)::date - last) AS age_days"

/* Whole days: from the rollup alone. */
DB_QUERY(metrics_sums_of_days, 6,
	METRICS_SCOPE SUMS_OF(METRICS_DAYS_OF_SHOP, LAST));

/* With days cut by instants. */
DB_QUERY(metrics_sums_of_instants, 6,
	METRICS_SCOPE METRICS_PARTS
	SUMS_OF(PART_OF_SHOP, LAST));

/* The same in one currency, $7. */
DB_QUERY(metrics_converted_of_days, 7,
	METRICS_SCOPE METRICS_CONVERTED(METRICS_DAYS_OF_SHOP, "$7")
	METRICS_CONVERTED_WHOLE);
DB_QUERY(metrics_converted_of_instants, 7,
	METRICS_SCOPE METRICS_PARTS
	METRICS_CONVERTED(METRICS_DAYS_OF_PART, "$7")
	METRICS_CONVERTED_WHOLE);

/* The answers about what was sold. */
struct sums_rows {
	struct db_rows *sums;		/* a row a currency */
	struct db_rows *converted;	/* NULL: not asked */
};

static bool is_cut(const struct metrics_args *args)
{
	return args->from_instant || args->to_instant;
}

static void queue_sums(struct db *db, struct arena *a,
		       const struct metrics_args *args,
		       const struct metrics_into *into, struct sums_rows *rows)
{
	*rows = (struct sums_rows){ 0 };
	db_queue(db, a, is_cut(args) ? &metrics_sums_of_instants
				     : &metrics_sums_of_days,
		 DB_ARGS(METRICS_ARGS(*args)), &rows->sums);
	if (into)
		db_queue(db, a, is_cut(args) ? &metrics_converted_of_instants
					     : &metrics_converted_of_days,
			 DB_ARGS(METRICS_ARGS(*args), into->currency),
			 &rows->converted);
}

/*
 * A column's first text of all rows, or its last; NULL: it is NULL in all.  Of
 * days, and of instants in UTC, that is the earliest and the latest.
 */
static const char *end_of(const struct db_rows *rows, const char *column,
			  bool last)
{
	const char *end = NULL;

	for (int i = 0; i < db_count(rows); i++) {
		const char *text = db_text_or_null(rows, i, column);

		if (text && (!end || (strcmp(text, end) > 0) == last))
			end = text;
	}
	return end;
}

/* Each currency's shops have days of their own: the range is all of them. */
static void get_sums(struct arena *a, const struct sums_rows *rows,
		     struct metrics_period *out)
{
	int n = db_count(rows->sums);

	*out = (struct metrics_period){ .nsums = (size_t)n };
	out->sums = arena_alloc(a, (size_t)n * sizeof(*out->sums) + 1);
	for (int i = 0; i < n; i++)
		metrics_sums_get(a, rows->sums, i, &out->sums[i]);
	if (rows->converted)
		out->converted = metrics_converted_get(a, rows->converted, 0);
	out->from_day = end_of(rows->sums, "first", false);
	out->to_day = end_of(rows->sums, "last", true);
}

/* The least of all currencies' shops. */
static int64_t age_of(const struct db_rows *rows)
{
	int64_t age = INT64_MAX;

	for (int i = 0; i < db_count(rows); i++)
		if (db_int64(rows, i, "age_days") < age)
			age = db_int64(rows, i, "age_days");
	return age;
}

int metrics_read_period(struct db *db, struct arena *a, int64_t tenant_id,
			const struct metrics_range *range,
			const struct metrics_into *into,
			const struct db_query *query, struct db_args args,
			struct metrics_period *totals, struct db_rows **rows,
			struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct sums_rows sums;

	db_begin_read(db, tenant_id);
	queue_sums(db, a, &p, into, &sums);
	db_queue(db, a, query, args, rows);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(sums.sums) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	get_sums(a, &sums, totals);
	totals->age_days = age_of(sums.sums);
	if (into) {
		totals->nsums = totals->converted ? 1 : 0;
		totals->sums = totals->converted ? &totals->converted->sums
						 : NULL;
	}
	return 0;
}

/*
 * A day of the range's, moved to where it is compared to: $7 says how, $8 and
 * $9 are days to compare with.
 */
#define MOVED(day, previous, given)					\
	"CASE $7 WHEN 'previous' THEN " previous			\
	" WHEN 'year' THEN (" day " - interval '1 year')::date"		\
	" WHEN 'year_dow' THEN " day " - 364 ELSE " given "::date END"

/*
 * The range to compare with, as `scope`, each bound moved by days and at the
 * same local time.  `upto` is how far the range has come.
 */
#define COMPARED							\
	METRICS_DAYS							\
	", come AS ("							\
	"SELECT *, CASE WHEN (now() AT TIME ZONE timezone)::date"	\
	"          BETWEEN first AND last"				\
	"          THEN least(until, date_trunc('second', now()))"	\
	"          ELSE until END AT TIME ZONE timezone AS upto"	\
	"  FROM days"							\
	"), moved AS ("							\
	"SELECT shop_id, currency, generation, timezone,"		\
	"       customers_built_to,"					\
	MOVED("first", "first - (last - first + 1)", "$8") " AS first,"	\
	MOVED("last", "first - 1", "$9") " AS last,"			\
	"       upto - first::timestamp AS elapsed,"			\
	"       upto - interval '1 year' AS year_ago,"			\
	"       (since AT TIME ZONE timezone) - first::timestamp AS late"\
	"  FROM come"							\
	"), ended AS ("							\
	"SELECT *, CASE $7 WHEN 'year' THEN year_ago"			\
	"          ELSE first + elapsed END AS ends"			\
	"  FROM moved"							\
	"), scope AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, timezone,"		\
	"       customers_built_to, last AS whole_last,"		\
	"       first, least(last, ends::date) AS last,"		\
	"       (first + late) AT TIME ZONE timezone AS since,"		\
	"       CASE WHEN ends::date <= last"				\
	"       THEN ends AT TIME ZONE timezone END AS until"		\
	"  FROM ended)"

/* The same of a range that no instant cuts, and that is over. */
#define COMPARED_DAYS							\
	METRICS_DAYS							\
	", scope AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, customers_built_to,"	\
	MOVED("first", "first - (last - first + 1)", "$8") " AS first,"	\
	MOVED("last", "first - 1", "$9") " AS last,"			\
	"       NULL::timestamptz AS since, NULL::timestamptz AS until"	\
	"  FROM days)"

DB_QUERY(metrics_sums_compared_days, 9,
	COMPARED_DAYS
	SUMS_OF(METRICS_DAYS_OF_SHOP, "max(last) AS last, NULL AS until"));
DB_QUERY(metrics_sums_compared, 9,
	COMPARED METRICS_PARTS
	SUMS_OF(PART_OF_SHOP,
		"max(whole_last) AS last,"
		" to_char(max(until) AT TIME ZONE 'UTC',"
		"         'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS until"));

/* The same in one currency, $10. */
DB_QUERY(metrics_converted_compared, 10,
	COMPARED METRICS_PARTS METRICS_CONVERTED(METRICS_DAYS_OF_PART, "$10")
	METRICS_CONVERTED_WHOLE);

DB_QUERY(metrics_people_of_days, 6, METRICS_SCOPE METRICS_PEOPLE_OF_DAYS);
DB_QUERY(metrics_people_of_instants, 6, METRICS_SCOPE METRICS_PEOPLE);
DB_QUERY(metrics_people_compared_days, 9,
	COMPARED_DAYS METRICS_PEOPLE_OF_DAYS);
DB_QUERY(metrics_people_compared, 9, COMPARED METRICS_PEOPLE);

/* An order is an event of its own: order_completed. */
DB_QUERY(metrics_state_select, 2,
	"SELECT coalesce(sum(customers), 0) AS customers,"
	"       count(*) AS shops, coalesce(sum(n), 0) AS recent_events"
	"  FROM shop_state s, LATERAL"
	"       (SELECT count(*) +"
	"               (SELECT count(*) FROM storefront_event e"
	"                 WHERE e.tenant_id = $1 AND e.shop_id = s.shop_id"
	"                   AND e.happened_at > now() - interval '24 h'"
	"                   AND e.happened_at <= now() AND e.counted) AS n"
	"          FROM orders o"
	"         WHERE o.tenant_id = $1 AND o.shop_id = s.shop_id"
	"           AND o.processed_at > now() - interval '24 h'"
	"           AND o.processed_at <= now() AND o.counted OFFSET 0) AS r"
	" WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.shop_id = $2)");

static const char *const moves[] = {
	[AGAINST_PREVIOUS] = "previous",
	[AGAINST_YEAR] = "year",
	[AGAINST_YEAR_DOW] = "year_dow",
	[AGAINST_DAYS] = "days",
};

/* The answers about a period, and about its customers. */
struct period_rows {
	struct sums_rows sales;
	struct db_rows *people;
};

/* A shop of its own has one currency: only another one is a conversion. */
static bool converts(const struct metrics_range *range,
		     const struct metrics_into *into)
{
	return into && (into->currency || !range->shop_id);
}

static void queue_now(struct db *db, struct arena *a,
		      const struct metrics_args *p,
		      const struct metrics_into *into,
		      struct period_rows *rows)
{
	queue_sums(db, a, p, into, &rows->sales);
	db_queue(db, a, is_cut(p) ? &metrics_people_of_instants
				  : &metrics_people_of_days,
		 DB_ARGS(METRICS_ARGS(*p)), &rows->people);
}

/* So it is in every zone: none is more than a day behind Greenwich. */
static bool is_over(const struct metrics_args *p)
{
	int64_t last;

	return p->to_day && day_parse(p->to_day, &last) == 0 &&
	       last < clock_now_us() / CLOCK_DAY_US - 1;
}

static void queue_compared(struct db *db, struct arena *a,
			   const struct metrics_args *p,
			   const struct metrics_comparison *c,
			   const struct metrics_into *into,
			   struct period_rows *rows)
{
	struct db_args args = DB_ARGS(METRICS_ARGS(*p), moves[c->against],
				      c->from_day, c->to_day);
	bool is_whole = !is_cut(p) && is_over(p);

	db_queue(db, a, is_whole ? &metrics_sums_compared_days
				 : &metrics_sums_compared,
		 args, &rows->sales.sums);
	db_queue(db, a, is_whole ? &metrics_people_compared_days
				 : &metrics_people_compared,
		 args, &rows->people);
	if (into)
		db_queue(db, a, &metrics_converted_compared,
			 DB_ARGS(METRICS_ARGS(*p), moves[c->against],
				 c->from_day, c->to_day, into->currency),
			 &rows->sales.converted);
}

static void get_period(struct arena *a, const struct period_rows *rows,
		       struct metrics_period *out)
{
	get_sums(a, &rows->sales, out);
	metrics_people_get(a, rows->people, out);
}

int metrics_overview(struct db *db, struct arena *a, int64_t tenant_id,
		     const struct metrics_range *range,
		     const struct metrics_comparison *c,
		     const struct metrics_into *into,
		     struct metrics_overview *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct period_rows now = { 0 }, then = { 0 };
	struct db_rows *state;

	if (!converts(range, into))
		into = NULL;
	db_begin_read(db, tenant_id);
	db_queue(db, a, &metrics_state_select,
		 DB_ARGS(p.tenant_id, p.shop_id), &state);
	queue_now(db, a, &p, into, &now);
	if (c->against)
		queue_compared(db, a, &p, c, into, &then);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_int64(state, 0, "shops") == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = (struct metrics_overview){
		.customers = db_int64(state, 0, "customers"),
		.recent_events = db_int64(state, 0, "recent_events"),
	};
	get_period(a, &now, &out->now);
	if (c->against) {
		get_period(a, &then, &out->then);
		out->then.until = end_of(then.sales.sums, "until", true);
	}
	return 0;
}
