#ifndef DOMAIN_METRICS_PART_H
#define DOMAIN_METRICS_PART_H

#include "domain/metrics_range.h"
#include "domain/rollup_dirty.h"

#define METRICS_PART_ROWS(range)					\
	"LATERAL (SELECT * FROM rollup_part p"				\
	"  WHERE p.tenant_id = $1 AND p.shop_id = span.shop_id"		\
	"    AND p.generation = span.generation AND " range " OFFSET 0) AS r"
#define METRICS_PART_STRETCHES(dimension)				\
	"stretch AS span, "						\
	METRICS_PART_ROWS("p.dimension = " dimension			\
			  " AND p.grain = span.grain"			\
			  " AND p.period >= span.begins"		\
			  " AND p.period < span.ends")

/* The begin of a month or year that is the nearest, but for some days. */
#define METRICS_NEAREST(field, day, half)				\
	"date_trunc('" field "', " day " + interval '" half "')::date"
/* Of a range's end: behind today there is nothing that could cost. */
#define METRICS_NEAREST_END(field, day, half, most)			\
	"CASE WHEN " day " < tomorrow THEN "				\
	METRICS_NEAREST(field, day, half) " ELSE "			\
	METRICS_NEAREST(field, day, most) " END"
#define METRICS_IS_SHORTER(from, past, by_from, by_past)		\
	by_from " < " by_past						\
	" AND abs(" by_from " - " from ")"				\
	" + abs(least(" by_past ", greatest(" past ", tomorrow)) - " past ")"\
	" < " past " - " from

/*
 * METRICS_SCOPE and `piece`: the sales of the shops asked for in their range,
 * by the values of one `dimension` of rollup_part.h, in rows to be added up:
 * shop_id, period (the first day of one), value, PART_NAMES.
 *
 * A range is taken from the rows of years and months that come nearest, as far
 * as `longest` (PART_DAY, _MONTH or _YEAR) lets them, and what these lack or
 * have too much is added, or taken off, by shorter ones: of half a month and
 * half a year at each end at most.  So a period may lie before the range, or
 * behind, but with PART_MONTH in a month of it; and a value's sums may come to
 * no facts.
 *
 * Of marked days the stored rows are taken off again and the `facts`
 * (PART_FACTS_OF_...) added; so are the facts of days that are cut by
 * instants.  Exact at any moment, for marks, rows and facts are of one
 * snapshot.
 */
#define METRICS_PIECES(dimension, longest, facts)			\
	METRICS_SCOPE METRICS_WHOLE					\
	", ends AS ("							\
	"SELECT *, greatest(from_day, to_day + 1) AS past,"		\
	"       (now() AT TIME ZONE timezone)::date + 1 AS tomorrow"	\
	"  FROM whole"							\
	"), near_month AS ("						\
	"SELECT *, " METRICS_NEAREST("month", "from_day", "15 days")	\
	"         AS month_from,"					\
	"       " METRICS_NEAREST_END("month", "past", "15 days", "27 days")\
	"         AS month_past"					\
	"  FROM ends"							\
	"), of_months AS ("						\
	"SELECT *, CASE WHEN by_months THEN month_from ELSE from_day END"\
	"            AS months_from,"					\
	"       CASE WHEN by_months THEN month_past ELSE from_day END"	\
	"            AS months_past"					\
	"  FROM (SELECT *, " longest " >= " PART_MONTH " AND "		\
	METRICS_IS_SHORTER("from_day", "past", "month_from", "month_past")\
	"                 AS by_months"					\
	"          FROM near_month) AS m"				\
	"), near_year AS ("						\
	"SELECT *, " METRICS_NEAREST("year", "months_from", "6 months")	\
	"         AS year_from,"					\
	"       " METRICS_NEAREST_END("year", "months_past", "6 months",\
				      "11 months")			\
	"         AS year_past"						\
	"  FROM of_months"						\
	"), span AS MATERIALIZED ("					\
	"SELECT *, CASE WHEN by_years THEN year_from"			\
	"          ELSE months_from END AS years_from,"			\
	"       CASE WHEN by_years THEN year_past"			\
	"          ELSE months_from END AS years_past"			\
	"  FROM (SELECT *, by_months AND " longest " >= " PART_YEAR	\
	"               AND "						\
	METRICS_IS_SHORTER("months_from", "months_past",		\
			   "year_from", "year_past")			\
	"                 AS by_years"					\
	"          FROM near_year) AS y"				\
	"), stretch AS MATERIALIZED ("					\
	"SELECT shop_id, generation, grain, from_at <= past_at AS adds,"\
	"       least(from_at, past_at) AS begins,"			\
	"       greatest(from_at, past_at) AS ends"			\
	"  FROM span, LATERAL (VALUES"					\
	"       (" PART_DAY ", from_day, months_from),"			\
	"       (" PART_MONTH ", months_from, years_from),"		\
	"       (" PART_YEAR ", years_from, years_past),"		\
	"       (" PART_MONTH ", years_past, months_past),"		\
	"       (" PART_DAY ", months_past, past))"			\
	"         AS v (grain, from_at, past_at)"			\
	" WHERE from_at <> past_at"					\
	"), loose AS MATERIALIZED ("					\
	"SELECT shop_id, generation, timezone, since, until, d.day,"	\
	"       d.day BETWEEN from_day AND to_day AS is_whole"		\
	"  FROM span, LATERAL (SELECT first AS day WHERE first < from_day"\
	"         UNION SELECT last WHERE last > to_day"		\
	"         UNION SELECT m.day FROM rollup_dirty m"		\
	"                WHERE m.tenant_id = $1"			\
	"                  AND m.shop_id = span.shop_id"		\
	"                  AND m.day BETWEEN first AND last"		\
	"                  AND " DIRTY_OF(dimension) ") AS d"		\
	"), piece AS ("							\
	"SELECT r.shop_id, r.period, r.value, " PART_NAMES		\
	"  FROM " METRICS_PART_STRETCHES(dimension) " WHERE span.adds"	\
	" UNION ALL "							\
	"SELECT r.shop_id, r.period, r.value, " PART_LESS		\
	"  FROM " METRICS_PART_STRETCHES(dimension) " WHERE NOT span.adds"\
	" UNION ALL "							\
	"SELECT r.shop_id, r.period, r.value, " PART_LESS		\
	"  FROM loose AS span, "					\
	METRICS_PART_ROWS("p.dimension = " dimension			\
			  " AND p.grain = " PART_DAY			\
			  " AND p.period = span.day AND span.is_whole")	\
	" UNION ALL "							\
	"SELECT shop_id, day, value, " PART_NAMES			\
	"  FROM (" facts ") AS f)"

#endif
