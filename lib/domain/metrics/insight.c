#include "domain/metrics/insight_days.h"
#include "domain/metrics/insight_sql.h"
#include "domain/metrics/insight_text.h"

/* The median of eight numbers: exact, for half of a decimal is one. */
#define MEDIAN_OF(list)							\
	"(SELECT (a[4] + a[5]) * 0.5 FROM"				\
	"  (SELECT array_agg(y ORDER BY y) AS a FROM " list ") AS eight)"

/*
 * A silence is at least as long as since the end of the last day with an
 * order.  Of today the part that is over counts, in quarters of an hour.
 */
DB_QUERY(insight_silence, 6,
	METRICS_DAYS
	", quiet AS ("
	"SELECT days.shop_id, days.currency, generation, began, ended, today,"
	"       24 * (today - ended - 1) + quarters / 4 AS hours, quarters"
	"  FROM days" INSIGHT_SWITCHED_ON ", " INSIGHT_BEGINNING ","
	"       LATERAL (SELECT now() AT TIME ZONE days.timezone AS wall)"
	"         AS c,"
	"       LATERAL (SELECT wall::date AS today,"
	"         (extract(hour FROM wall) * 4"
	"          + floor(extract(minute FROM wall) / 15))::int AS quarters)"
	"         AS t,"
	"       LATERAL (SELECT r.day AS ended FROM rollup_day r"
	"         WHERE r.tenant_id = $1 AND r.shop_id = days.shop_id"
	"           AND r.generation = days.generation AND r.orders > 0"
	"         ORDER BY r.day DESC LIMIT 1) AS e"
	" WHERE last >= today AND (until IS NULL OR until >= now())"
	"   AND ended BETWEEN today - 28 AND today - 1 AND began <= ended - 55"
	"), missed AS ("
	"SELECT *, today AS day, (SELECT round(sum(usual * CASE"
	"          WHEN at::date = today THEN quarters ELSE 96 END) / 96, 2)"
	"          FROM generate_series((ended + 1)::timestamp,"
	"               today::timestamp, interval '1 day') AS at,"
	"               LATERAL (SELECT "
	MEDIAN_OF("(SELECT coalesce((SELECT r.orders FROM rollup_day r"
		  "  WHERE r.tenant_id = $1 AND r.shop_id = quiet.shop_id"
		  "    AND r.generation = quiet.generation"
		  "    AND r.day = at::date - 7 * k), 0) AS y"
		  "  FROM generate_series(1, 8) AS k) AS weeks")
	" AS usual) AS u) AS expected FROM quiet)"
	"SELECT shop_id, currency, 'orders' AS metric, day,"
	"       ended + 1 AS since, true AS is_strong, false AS is_up,"
	"       0 AS value, trim_scale(expected) AS expected,"
	"       -100.00 AS change, hours"
	"  FROM missed WHERE expected >= 12 AND hours >= 12"
	" ORDER BY expected DESC, shop_id");

static void get(struct arena *a, const struct db_rows *rows, int i,
		struct insight *out)
{
	*out = (struct insight){
		.shop_id = db_text(rows, i, "shop_id"),
		.metric = db_text(rows, i, "metric"),
		.day = db_text(rows, i, "day"),
		.since = db_text(rows, i, "since"),
		.currency = db_text(rows, i, "currency"),
		.value = db_text(rows, i, "value"),
		.expected = db_text(rows, i, "expected"),
		.change = db_text(rows, i, "change"),
		.is_up = db_bool(rows, i, "is_up"),
		.is_strong = db_bool(rows, i, "is_strong"),
	};
	insight_put_words(a, out, (int)db_int64(rows, i, "hours"));
}

int insight_list(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct metrics_range *range, int limit,
		 struct insight **out, size_t *count, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *silent, *days;
	size_t n = 0;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &insight_silence, DB_ARGS(METRICS_ARGS(p)), &silent);
	insight_days_queue(db, a, &p, &days);
	if (db_commit(db, err))
		return -1;
	*out = arena_alloc(a, (size_t)limit * sizeof(**out));
	for (int i = 0; i < db_count(silent) && n < (size_t)limit; i++)
		get(a, silent, i, &(*out)[n++]);
	*count = n + insight_days_get(a, days, (size_t)limit - n, *out + n);
	return 0;
}
