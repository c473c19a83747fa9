#ifndef WORKER_METRICS_REPLY_H
#define WORKER_METRICS_REPLY_H

#include "base/jsonout.h"

#include "range.h"

/*
 * More points than anybody looks at: a month of hours, twenty years of days,
 * two centuries.  By channel or country a day has many rows to add up: two
 * years of days, six of weeks; and a year of whatever is converted by key, a
 * breakdown, too, for that is done day by day.
 */
#define MOST_DAYS_BY_HOUR 31
#define MOST_DAYS_BY_DAY 7400
#define MOST_DAYS 73200
#define MOST_DAYS_BY_DAY_AND_KEY 800
#define MOST_DAYS_BY_WEEK_AND_KEY 2200
#define MOST_DAYS_CONVERTED_BY_KEY 400

/*
 * How long an answer stays true where it also depends on the clock: no zone's
 * day begins within a quarter of an hour; the last 24 hours, and what is
 * compared up to this time of the day, move every minute.
 */
#define OPEN_RANGE_S 900
#define LAST_HOURS_S 60

/*
 * Give the answer its tag, and give it at once if the client has it (304) or
 * a worker made it before (memory.h): *done is then true.  `stretch_s` is 0
 * where the clock does not matter.  -1: XN_NOT_FOUND, no such shop.
 */
int metrics_reply_known(struct request *req, const struct range *range,
			int64_t stretch_s, bool *done, struct xn_error *err);

/* Answer, and keep the answer under its tag.  Returns 0. */
int metrics_reply(struct request *req, struct jsonout *w);

/* The stretch of an answer that depends on the days of its range alone. */
static inline int64_t metrics_stretch(const struct range *range)
{
	return range->is_open ? OPEN_RANGE_S : 0;
}

#endif
