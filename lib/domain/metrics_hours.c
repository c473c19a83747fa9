#include "domain/metrics_part.h"

#include "domain/metrics_hours.h"

DB_QUERY(metrics_hours_select, 6,
	METRICS_PIECES(PART_HOUR, PART_DAY, PART_FACTS_OF_HOURS)
	", hour AS ("
	"SELECT currency, weekday, hour"
	"  FROM (SELECT DISTINCT currency FROM scope) AS c,"
	"       generate_series(1, 7) AS weekday,"
	"       generate_series(0, 23) AS hour"
	"), part AS ("
	"SELECT scope.currency, extract(isodow FROM period)::int AS weekday,"
	"       value::int AS hour, " PART_SUMS
	"  FROM piece JOIN scope USING (shop_id) GROUP BY 1, 2, 3)"
	"SELECT currency, weekday, hour, " METRICS_SUMS
	"  FROM hour LEFT JOIN part USING (currency, weekday, hour)"
	" GROUP BY currency, weekday, hour"
	" ORDER BY currency, weekday, hour");

int metrics_hours(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range,
		  struct metrics_hour **out, size_t *count,
		  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows = db_read(db, a, tenant_id,
				       &metrics_hours_select,
				       DB_ARGS(METRICS_ARGS(p)), err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	if (n == 0 && range->shop_id)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++) {
		struct metrics_hour *hour = &(*out)[i];

		hour->weekday = (int)db_int64(rows, i, "weekday");
		hour->hour = (int)db_int64(rows, i, "hour");
		metrics_sums_get(a, rows, i, &hour->sums);
	}
	return 0;
}
