#include "domain/metrics/convert.h"
#include "domain/metrics/step.h"

#define SERIES(parts, days)						\
	METRICS_SCOPE parts METRICS_STEPS METRICS_FRAME			\
	", sold AS ("							\
	"SELECT frame.currency, "					\
	METRICS_STEP_OF("frame.first", "r.day") " AS step, orders, "	\
	ROLLUP_DAY_NAMES						\
	"  FROM scope JOIN frame USING (shop_id), " days		\
	" UNION ALL "							\
	"SELECT currency, day, 0, " PART_NO_SALES " FROM step)"		\
	"SELECT step AS day, currency, " METRICS_SUMS			\
	"  FROM sold GROUP BY step, currency ORDER BY step, currency"

DB_QUERY(metrics_series_of_days, 7, SERIES("", METRICS_DAYS_OF_SHOP));
DB_QUERY(metrics_series_of_instants, 7,
	SERIES(METRICS_PARTS, METRICS_DAYS_OF_PART));

/* All currencies in one, $8: each step at the rates of its days. */
#define SERIES_CONVERTED(parts, days)					\
	METRICS_SCOPE parts METRICS_CONVERTED(days, "$8")		\
	METRICS_CONVERTED_STEPS						\
	", stepped AS ("						\
	"SELECT rated.*, " METRICS_CONVERTED_STEP " AS step FROM rated)"\
	"SELECT step.day, target.code AS currency, "			\
	METRICS_CONVERTED_SUMS						\
	"  FROM step CROSS JOIN target"					\
	"  LEFT JOIN stepped ON stepped.step = step.day"		\
	" GROUP BY step.day, target.code ORDER BY step.day"

DB_QUERY(metrics_series_in_currency, 8,
	SERIES_CONVERTED("", METRICS_DAYS_OF_SHOP));
DB_QUERY(metrics_series_cut_in_currency, 8,
	SERIES_CONVERTED(METRICS_PARTS, METRICS_DAYS_OF_PART));

/* From which hour of the clock on to which. */
#define HOURS								\
	"min(coalesce(date_trunc('hour', since AT TIME ZONE timezone),"	\
	"         first)) AS begins_at,"				\
	"       max(coalesce(date_trunc('hour', until AT TIME ZONE timezone),"\
	"         last + interval '23 hours')) AS ends_at"
#define HOUR_OF(day, value) day " + " value "::int * interval '1 hour'"

/* Hours of the clock: days of the part rows with the hour as a time. */
DB_QUERY(metrics_series_of_hours, 6,
	METRICS_PIECES(PART_HOUR, PART_DAY, PART_FACTS_OF_HOURS)
	", span_of_hours AS ("
	"SELECT currency, " HOURS
	"  FROM scope GROUP BY currency"
	"), part AS ("
	"SELECT currency, " HOUR_OF("period", "value") " AS at, " PART_NAMES
	"  FROM piece JOIN scope USING (shop_id)"
	" UNION ALL "
	"SELECT currency, at, " METRICS_NO_SALES
	"  FROM span_of_hours, generate_series(begins_at, ends_at,"
	"       interval '1 hour') AS at)"
	"SELECT at::date AS day, extract(hour FROM at)::int AS hour,"
	"       currency, " METRICS_SUMS
	"  FROM part GROUP BY at, currency ORDER BY at, currency");

/* The same in one currency, $7: each hour at the rates of its day. */
DB_QUERY(metrics_series_of_hours_in_currency, 7,
	METRICS_PIECES(PART_HOUR, PART_DAY, PART_FACTS_OF_HOURS)
	", hourly AS ("
	"SELECT shop_id, period AS day, value AS hour, " PART_SUMS
	"  FROM piece GROUP BY shop_id, period, value)"
	METRICS_CONVERTED_BY(", hour", METRICS_DAYS_OF("hourly"), "$7")
	", part AS ("
	"SELECT " HOUR_OF("sold_day", "hour") " AS at, " METRICS_RATED_NAMES
	"  FROM rated"
	" UNION ALL "
	"SELECT at, " METRICS_NOTHING_RATED
	"  FROM (SELECT " HOURS " FROM scope) AS s,"
	"       generate_series(begins_at, ends_at, interval '1 hour') AS at)"
	"SELECT at::date AS day, extract(hour FROM at)::int AS hour,"
	"       code AS currency, " METRICS_CONVERTED_SUMS
	"  FROM part, target GROUP BY at, code ORDER BY at");

static struct db_rows *read_series(struct db *db, struct arena *a,
				   int64_t tenant_id,
				   const struct metrics_args *p,
				   enum metrics_step step,
				   const struct metrics_into *into,
				   struct xn_error *err)
{
	bool is_cut = p->from_instant || p->to_instant;
	const char *field = metrics_step_field(step);

	if (step == STEP_HOUR && into)
		return db_read(db, a, tenant_id,
			       &metrics_series_of_hours_in_currency,
			       DB_ARGS(METRICS_ARGS(*p), into->currency), err);
	if (step == STEP_HOUR)
		return db_read(db, a, tenant_id, &metrics_series_of_hours,
			       DB_ARGS(METRICS_ARGS(*p)), err);
	if (into)
		return db_read(db, a, tenant_id,
			       is_cut ? &metrics_series_cut_in_currency
				      : &metrics_series_in_currency,
			       DB_ARGS(METRICS_ARGS(*p), field,
				       into->currency), err);
	return db_read(db, a, tenant_id,
		       is_cut ? &metrics_series_of_instants
			      : &metrics_series_of_days,
		       DB_ARGS(METRICS_ARGS(*p), field), err);
}

int metrics_series(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range, enum metrics_step step,
		   const struct metrics_into *into, struct metrics_point **out,
		   size_t *count, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows = read_series(db, a, tenant_id, &p, step, into,
					   err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	if (n == 0 && range->shop_id)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++) {
		struct metrics_point *point = &(*out)[i];

		point->day = db_text(rows, i, "day");
		point->hour = step == STEP_HOUR
			? (int)db_int64(rows, i, "hour") : -1;
		if (into)
			point->converted = metrics_converted_get(a, rows, i);
		if (point->converted)
			point->sums = point->converted->sums;
		else
			metrics_sums_get(a, rows, i, &point->sums);
	}
	return 0;
}
