#ifndef DOMAIN_METRICS_PART_H
#define DOMAIN_METRICS_PART_H

#include "domain/metrics_range.h"
#include "domain/rollup_part.h"

#define METRICS_PART_ROWS(range)					\
	"LATERAL (SELECT * FROM rollup_part p"				\
	"  WHERE p.tenant_id = $1 AND p.shop_id = span.shop_id"		\
	"    AND p.generation = span.generation AND " range " OFFSET 0) AS r"
#define METRICS_PART_AT(dimension, grain, from, to)			\
	METRICS_PART_ROWS("p.dimension = " dimension			\
			  " AND p.grain = " grain			\
			  " AND p.period >= " from " AND p.period < " to)

/*
 * METRICS_SCOPE and `piece`: the sales of the shops asked for in their range,
 * by the values of one `dimension` of rollup_part.h, in rows to be added up:
 * shop_id, period (a day, or a month's first day), value, PART_NAMES.
 *
 * Months that are whole in the range come from the month rows, if
 * `with_months` is true; their edges from the day rows.  Of marked days the
 * stored rows are taken off again and the `facts` (PART_FACTS_OF_...) added;
 * so are the facts of days that are cut by instants.  Exact at any moment,
 * for marks, rows and facts are of one snapshot.
 */
#define METRICS_PIECES(dimension, with_months, facts)			\
	METRICS_SCOPE METRICS_WHOLE					\
	", months AS ("							\
	"SELECT *, date_trunc('month', (from_day - 1)::timestamp"	\
	"                     + interval '1 month')::date AS begins_at,"\
	"          date_trunc('month', (to_day + 1)::timestamp)::date"	\
	"            AS ends_at"					\
	"  FROM whole"							\
	"), span AS MATERIALIZED ("					\
	"SELECT *, CASE WHEN " with_months " AND begins_at < ends_at"	\
	"          THEN begins_at ELSE to_day + 1 END AS months_from,"	\
	"          CASE WHEN " with_months " AND begins_at < ends_at"	\
	"          THEN ends_at ELSE to_day + 1 END AS months_to"	\
	"  FROM months"							\
	"), loose AS MATERIALIZED ("					\
	"SELECT shop_id, generation, timezone, since, until, d.day,"	\
	"       d.day BETWEEN from_day AND to_day AS is_whole"		\
	"  FROM span, LATERAL (SELECT first AS day WHERE first < from_day"\
	"         UNION SELECT last WHERE last > to_day"		\
	"         UNION SELECT m.day FROM rollup_dirty m"		\
	"                WHERE m.tenant_id = $1"			\
	"                  AND m.shop_id = span.shop_id"		\
	"                  AND m.day BETWEEN first AND last) AS d"	\
	"), piece AS ("							\
	"SELECT r.shop_id, r.period, r.value, " PART_NAMES		\
	"  FROM span, "							\
	METRICS_PART_AT(dimension, PART_MONTH, "span.months_from",	\
			"span.months_to")				\
	" UNION ALL "							\
	"SELECT r.shop_id, r.period, r.value, " PART_NAMES		\
	"  FROM span, "							\
	METRICS_PART_AT(dimension, PART_DAY, "span.from_day",		\
			"span.months_from")				\
	" UNION ALL "							\
	"SELECT r.shop_id, r.period, r.value, " PART_NAMES		\
	"  FROM span, "							\
	METRICS_PART_AT(dimension, PART_DAY, "span.months_to",		\
			"span.to_day + 1")				\
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
