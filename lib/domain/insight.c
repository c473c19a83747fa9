#include "domain/insight.h"
#include "domain/insight_text.h"
#include "domain/metrics_range.h"

/* The median of eight numbers: exact, for half of a decimal is one. */
#define MEDIAN_OF(list)							\
	"(SELECT (a[4] + a[5]) * 0.5 FROM"				\
	"  (SELECT array_agg(y ORDER BY y) AS a FROM " list ") AS eight)"

#define SINCE_BEGINNING							\
	"LATERAL (SELECT r.day AS began FROM rollup_day r"		\
	"  WHERE r.tenant_id = $1 AND r.shop_id = days.shop_id"		\
	"    AND r.generation = days.generation AND r.orders > 0"	\
	"  ORDER BY r.day LIMIT 1) AS b"

#define SWITCHED_ON							\
	" JOIN shop s ON s.tenant_id = $1 AND s.shop_id = days.shop_id"	\
	"  AND s.is_active"

/* Names of days, for the sentence and the link. */
#define DAY_WORDS							\
	"to_char(day, 'FMDay') AS weekday,"				\
	" to_char(day, 'FMDay, FMMonth FMDD') AS day_text,"		\
	" (day - 56)::text AS shown_from"

/* The figures of one day of rollup_day AS d, which may not be there. */
#define FIGURES								\
	"0.0001 * coalesce(gross_sales - discounts - sales_reversals"	\
	"  + shipping + taxes + duties + fees, 0) AS total,"		\
	"0.0001 * coalesce(gross_sales - discounts - sales_reversals, 0)"\
	"  AS net,"							\
	"0.0001 * coalesce(gross_sales, 0) AS gross,"			\
	"coalesce(orders, 0)::numeric AS orders,"			\
	"coalesce(units_ordered, 0)::numeric AS units,"			\
	"round(0.0001 * initial_sales / nullif(orders, 0), 2) AS aov,"	\
	"0.0001 * coalesce(discounts, 0) AS discounts,"			\
	"0.0001 * coalesce(sales_reversals, 0) AS reversals"
#define FIGURES_OF(day)							\
	"(SELECT " FIGURES " FROM (VALUES (0)) AS one"			\
	"  LEFT JOIN rollup_day d ON d.tenant_id = $1"			\
	"   AND d.shop_id = look.shop_id"				\
	"   AND d.generation = look.generation AND d.day = " day	\
	"  OFFSET 0)"

/*
 * Each figure of each day beside the eight that it is held against.  Of more
 * than three shops fewer days are looked at, but for the last seven.
 */
DB_QUERY(insight_select, 7,
	METRICS_DAYS
	", look AS MATERIALIZED ("
	"SELECT days.shop_id, days.currency, generation, began, to_day,"
	"       greatest(coalesce(from_day, to_day - 6), to_day + 1 -"
	"         greatest(7, least(366, 1098 / count(*) OVER ()))::int)"
	"         AS from_day"
	"  FROM days" SWITCHED_ON ", " SINCE_BEGINNING ","
	"       LATERAL (SELECT least((now() AT TIME ZONE days.timezone)::date"
	"         - 1, CASE WHEN until < ((last + 1)::timestamp AT TIME ZONE"
	"              days.timezone) - interval '1 s' THEN last - 1"
	"              ELSE last END) AS to_day,"
	"         CASE WHEN since > (begins::timestamp AT TIME ZONE"
	"              days.timezone) THEN begins + 1 ELSE begins END"
	"           AS from_day) AS w"
	"), beside AS ("
	"SELECT look.shop_id, currency, at::date AS day, place, metric, x, ys"
	"  FROM look, generate_series("
	"       greatest(from_day, began + 56)::timestamp,"
	"       to_day::timestamp, interval '1 day') AS at,"
	"       LATERAL " FIGURES_OF("at::date") " AS r,"
	"       LATERAL (SELECT array_agg(total) AS total, array_agg(net)"
	"         AS net, array_agg(gross) AS gross, array_agg(orders)"
	"         AS orders, array_agg(units) AS units, array_agg(aov) AS aov,"
	"         array_agg(discounts) AS discounts, array_agg(reversals)"
	"         AS reversals FROM generate_series(1, 8) AS k, LATERAL "
	FIGURES_OF("at::date - 7 * k") " AS f) AS p,"
	"       LATERAL (VALUES"
	"         (1, 'totalSales', r.total, p.total),"
	"         (2, 'netSales', r.net, p.net),"
	"         (3, 'grossSales', r.gross, p.gross),"
	"         (4, 'orders', r.orders, p.orders),"
	"         (5, 'unitsOrdered', r.units, p.units),"
	"         (6, 'aov', r.aov, p.aov),"
	"         (7, 'discounts', r.discounts, p.discounts),"
	"         (8, 'salesReversals', r.reversals, p.reversals)"
	"       ) AS v (place, metric, x, ys)"
	"), usual AS ("
	"SELECT *, " MEDIAN_OF("unnest(ys) AS y") " AS m FROM beside"
	" WHERE x IS NOT NULL AND array_position(ys, NULL) IS NULL"
	"), judged AS ("
	"SELECT *, abs(x - m) AS off, 3.5 * 1.4826 * "
	MEDIAN_OF("(SELECT abs(z - m) AS y FROM unnest(ys) AS z) AS apart")
	" AS bound,"
	"       max(CASE WHEN metric = 'orders' THEN greatest(x, m) END)"
	"         OVER w AS volume,"
	"       max(CASE WHEN metric = 'grossSales' THEN greatest(x, m) END)"
	"         OVER w AS gross"
	"  FROM usual WINDOW w AS (PARTITION BY shop_id, day)"
	"), found AS ("
	"SELECT *, off > 2 * bound AND 2 * off >= abs(m) AS is_strong"
	"  FROM judged"
	" WHERE off > bound AND 5 * off >= abs(m) AND volume >= 5"
	"   AND (place < 7 OR 20 * greatest(x, m) >= gross))"
	"SELECT shop_id, currency, metric, day, day AS since, is_strong,"
	"       x > m AS is_up, x AS value,"
	"       CASE WHEN place IN (4, 5) THEN trim_scale(m) ELSE m END"
	"         AS expected,"
	"       round(100 * (x - m) / nullif(abs(m), 0), 2) AS change, "
	DAY_WORDS ", NULL AS hours"
	"  FROM found"
	" ORDER BY day DESC, is_strong DESC,"
	"          off / nullif(abs(m), 0) DESC NULLS LAST, place, shop_id"
	" LIMIT $7::int");

/*
 * A silence is at least as long as since the end of the last day with an
 * order.  Of today the part that is over counts, in quarters of an hour.
 */
DB_QUERY(insight_silence, 6,
	METRICS_DAYS
	", quiet AS ("
	"SELECT days.shop_id, days.currency, generation, began, ended, today,"
	"       24 * (today - ended - 1) + quarters / 4 AS hours, quarters"
	"  FROM days" SWITCHED_ON ", " SINCE_BEGINNING ","
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
	"       -100.00 AS change, " DAY_WORDS ", hours"
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
		.change = db_text_or_null(rows, i, "change"),
		.is_up = db_bool(rows, i, "is_up"),
		.is_strong = db_bool(rows, i, "is_strong"),
	};
	insight_put_words(a, out, &(struct insight_words){
		.weekday = db_text(rows, i, "weekday"),
		.day = db_text(rows, i, "day_text"),
		.shown_from = db_text(rows, i, "shown_from"),
		.silent_hours = db_is_null(rows, i, "hours") ? 0
				: (int)db_int64(rows, i, "hours"),
	});
}

int insight_list(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct metrics_range *range, int limit,
		 struct insight **out, size_t *count, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *silent, *days;
	size_t n = 0;

	db_begin(db, tenant_id);
	db_queue(db, a, &insight_silence, DB_ARGS(METRICS_ARGS(p)), &silent);
	db_queue(db, a, &insight_select,
		 DB_ARGS(METRICS_ARGS(p), db_arg_int64(a, limit)), &days);
	if (db_commit(db, err))
		return -1;
	*out = arena_alloc(a, (size_t)limit * sizeof(**out));
	for (int i = 0; i < db_count(silent) && n < (size_t)limit; i++)
		get(a, silent, i, &(*out)[n++]);
	for (int i = 0; i < db_count(days) && n < (size_t)limit; i++)
		get(a, days, i, &(*out)[n++]);
	*count = n;
	return 0;
}
