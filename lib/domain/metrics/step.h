#ifndef DOMAIN_METRICS_STEP_H
#define DOMAIN_METRICS_STEP_H

#include "domain/metrics/metrics_part.h"
#include "domain/metrics/series.h"

/*
 * The steps of a series, in SQL.  $7 is metrics_step_field(), a field of
 * date_trunc(); a step that the range begins in is named by its first day.
 */
#define METRICS_STEP_OF(first, day)					\
	"greatest(" first ", date_trunc($7, " day "::timestamp)::date)"

/* Of METRICS_PIECES: steps of whole months are of the months' rows. */
#define METRICS_LONGEST							\
	"CASE WHEN $7 IN ('month', 'quarter', 'year') THEN " PART_MONTH	\
	" ELSE " PART_DAY " END"

/* After METRICS_SCOPE: `step`, each currency's; are its customers complete? */
#define METRICS_STEPS							\
	", step AS ("							\
	"SELECT DISTINCT currency, "					\
	METRICS_STEP_OF("first", "d") " AS day, complete"		\
	"  FROM (SELECT currency, min(first) AS first, max(last) AS last,"\
	"               bool_and(built) AS complete"			\
	"          FROM scope GROUP BY currency) AS s,"			\
	"       generate_series(first::timestamp, last::timestamp,"	\
	"                       interval '1 day') AS d)"

/* The shops asked for, each with the first day of its currency. */
#define METRICS_FRAME							\
	", frame AS ("							\
	"SELECT shop_id, currency,"					\
	"       min(first) OVER (PARTITION BY currency) AS first"	\
	"  FROM scope)"

/*
 * A row of zeroes, of the columns of PART_NAMES: what is to be there without
 * sales is added to those, not joined with them, for the planner knows
 * nothing of either's number.
 */
#define METRICS_NO_SALES "0, 0, " PART_NO_SALES

/* NULL: of STEP_HOUR. */
static inline const char *metrics_step_field(enum metrics_step step)
{
	static const char *const fields[STEP_NKINDS] = {
		[STEP_DAY] = "day",
		[STEP_WEEK] = "week",
		[STEP_MONTH] = "month",
		[STEP_QUARTER] = "quarter",
		[STEP_YEAR] = "year",
	};

	return fields[step];
}

#endif
