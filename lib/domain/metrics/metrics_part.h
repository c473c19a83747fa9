#ifndef DOMAIN_METRICS_METRICS_PART_H
#define DOMAIN_METRICS_METRICS_PART_H

#include "domain/metrics/metrics_range.h"
#include "domain/rollup/dirty.h"

#define METRICS_PART_ROWS(range)					\
	"LATERAL (SELECT * FROM rollup_part p"				\
	"  WHERE p.tenant_id = $1 AND p.shop_id = span.shop_id"		\
	"    AND p.generation = span.generation AND " range " OFFSET 0) AS r"
#define METRICS_PART_OF_SPAN(dimension)					\
	"p.dimension = " dimension " AND p.grain = span.grain"		\
	" AND p.period >= span.begins AND p.period < span.ends"
#define METRICS_PART_STRETCHES(dimension)				\
	"stretch AS span, "						\
	METRICS_PART_ROWS(METRICS_PART_OF_SPAN(dimension))

#define METRICS_IS_SHORTER(from, past, by_from, by_past)		\
	by_from " < " by_past						\
	" AND abs(" by_from " - " from ")"				\
	" + abs(least(" by_past ", greatest(" past ", tomorrow)) - " past ")"\
	" < " past " - " from
/*
 * Of what the rows of `shorter` have to tell, X_from to X_past, those of
 * `longer` tell all between the two of its ends (`end_of` a day) that are the
 * nearest, `half` a period away at most; or nothing, where that is no shorter.
 * Behind today there is nothing that could cost, and the end may be later.
 *
 * (OFFSET 0: else each level's terms are put into those of the next one,
 * several times over.)
 */
#define METRICS_LEVEL(longer, shorter, end_of, half, whole, is_allowed)	\
	", by_" longer " AS ("						\
	"SELECT *, CASE WHEN has_" longer " THEN near_" longer "_from"	\
	"          ELSE " shorter "_from END AS " longer "_from,"	\
	"       CASE WHEN has_" longer " THEN near_" longer "_past"	\
	"          ELSE " shorter "_from END AS " longer "_past"	\
	"  FROM (SELECT *, " is_allowed " AND "				\
	METRICS_IS_SHORTER(shorter "_from", shorter "_past",		\
			   "near_" longer "_from", "near_" longer "_past")\
	"                 AS has_" longer				\
	"          FROM (SELECT *, " end_of(shorter "_from + " half)	\
	"                         AS near_" longer "_from, "		\
	end_of(shorter "_past + CASE WHEN " shorter "_past < tomorrow"	\
	       "  THEN " half " ELSE " whole " END")			\
	"                         AS near_" longer "_past"		\
	"                  FROM by_" shorter " OFFSET 0) AS n"		\
	"        OFFSET 0) AS l OFFSET 0)"

/*
 * After METRICS_WHOLE: `loose`, the days whose stored rows are not what is
 * wanted, for they are marked, or cut by instants; and those that lack the
 * orders that they are of `alone`, which are to be added to the stored rows.
 */
#define METRICS_LOOSE(dimension)					\
	", loose AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, timezone, since, until,"	\
	"       d.day, d.day BETWEEN from_day AND to_day AS is_whole,"	\
	"       NULL::bigint[] AS alone"				\
	"  FROM whole, LATERAL (SELECT first AS day WHERE first < from_day"\
	"         UNION SELECT last WHERE last > to_day"		\
	"         UNION SELECT m.day FROM rollup_dirty m"		\
	"                WHERE m.tenant_id = $1"			\
	"                  AND m.shop_id = whole.shop_id"		\
	"                  AND m.day BETWEEN first AND last"		\
	"                  AND " DIRTY_WHOLE_OF(dimension) ") AS d"	\
	" UNION ALL "							\
	"SELECT shop_id, currency, generation, timezone, NULL, NULL,"	\
	"       d.day, false, d.alone"					\
	"  FROM whole, LATERAL (SELECT o.day, array_agg(order_id) AS alone"\
	"          FROM rollup_dirty o"					\
	"         WHERE o.tenant_id = $1 AND o.shop_id = whole.shop_id"	\
	"           AND o.day BETWEEN from_day AND to_day"		\
	"           AND o.kind = " DIRTY_ORDER				\
	"         GROUP BY o.day"					\
	"        HAVING NOT EXISTS (SELECT FROM rollup_dirty m"		\
	"                WHERE m.tenant_id = $1"			\
	"                  AND m.shop_id = whole.shop_id"		\
	"                  AND m.day = o.day"				\
	"                  AND " DIRTY_WHOLE_OF(dimension) ")) AS d)"

/*
 * METRICS_SCOPE, `loose` and `stretch`: the rows of one `dimension` of
 * rollup/rollup_part.h that come to the range of the shops asked for: a grain,
 * from begins to before ends, and whether the rows are to be added or taken
 * off.
 *
 * A range is taken from the rows of years, quarters, months and their thirds
 * that come nearest, as far as `longest` (PART_DAY, _MONTH or _YEAR) lets them,
 * and what these lack or have too much is added, or taken off, by shorter ones:
 * of half a third, a third, a month and half a year at each end at most.  So a
 * period may lie before the range, or behind (with PART_MONTH only in a month
 * of it); and a value's sums may come to no facts.
 *
 * Of marked days the stored rows are taken off again (is_loose): whoever adds
 * up stretches adds the facts of `loose` (PART_FACTS_OF_...), which are of the
 * days that are cut by instants, too.  Exact at any moment, for marks, rows and
 * facts are of one snapshot.
 */
#define METRICS_STRETCHES(dimension, longest)				\
	METRICS_SCOPE METRICS_WHOLE METRICS_LOOSE(dimension)		\
	METRICS_STRETCHES_OF_WHOLE(longest)
#define METRICS_STRETCHES_OF_WHOLE(longest)				\
	", by_day AS ("							\
	"SELECT *, from_day AS day_from,"				\
	"       greatest(from_day, to_day + 1) AS day_past,"		\
	"       (now() AT TIME ZONE timezone)::date + 1 AS tomorrow"	\
	"  FROM whole)"							\
	METRICS_LEVEL("third", "day", PART_THIRD_OF, "5", "9",		\
		      longest " >= " PART_MONTH)			\
	METRICS_LEVEL("month", "third", ROLLUP_MONTH_OF, "15", "27",	\
		      longest " >= " PART_MONTH)			\
	METRICS_LEVEL("quarter", "month", PART_QUARTER_OF, "45", "89",	\
		      longest " >= " PART_YEAR)				\
	METRICS_LEVEL("year", "quarter", PART_YEAR_OF, "182", "364",	\
		      longest " >= " PART_YEAR)				\
	", span AS MATERIALIZED (SELECT * FROM by_year)"		\
	", stretch AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, grain,"			\
	"       false AS is_loose, from_at <= past_at AS adds,"		\
	"       least(from_at, past_at) AS begins,"			\
	"       greatest(from_at, past_at) AS ends"			\
	"  FROM span, LATERAL (VALUES"					\
	"       (" PART_DAY ", day_from, third_from),"			\
	"       (" PART_THIRD ", third_from, month_from),"		\
	"       (" PART_MONTH ", month_from, quarter_from),"		\
	"       (" PART_QUARTER ", quarter_from, year_from),"		\
	"       (" PART_YEAR ", year_from, year_past),"			\
	"       (" PART_QUARTER ", year_past, quarter_past),"		\
	"       (" PART_MONTH ", quarter_past, month_past),"		\
	"       (" PART_THIRD ", month_past, third_past),"		\
	"       (" PART_DAY ", third_past, day_past))"			\
	"         AS v (grain, from_at, past_at)"			\
	" WHERE from_at <> past_at"					\
	METRICS_LOOSE_STRETCHES ")"

/* The stored rows of marked days. */
#define METRICS_LOOSE_STRETCHES						\
	" UNION ALL "							\
	"SELECT shop_id, currency, generation, " PART_DAY ", true, false,"\
	"       day, day + 1 FROM loose WHERE is_whole"

/*
 * METRICS_STRETCHES and `piece`: the sales of the range by the values of one
 * dimension, in rows to be added up: shop_id, period (the first day of one),
 * value, PART_NAMES.
 */
#define METRICS_PIECES(dimension, longest, facts)			\
	METRICS_STRETCHES(dimension, longest)				\
	", piece AS ("							\
	"SELECT r.shop_id, r.period, r.value, " PART_NAMES		\
	"  FROM " METRICS_PART_STRETCHES(dimension) " WHERE span.adds"	\
	" UNION ALL "							\
	"SELECT r.shop_id, r.period, r.value, " PART_LESS		\
	"  FROM " METRICS_PART_STRETCHES(dimension) " WHERE NOT span.adds"\
	" UNION ALL "							\
	"SELECT shop_id, day, value, " PART_NAMES			\
	"  FROM (" facts ") AS f)"

#endif
