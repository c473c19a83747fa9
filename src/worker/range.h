#ifndef WORKER_RANGE_H
#define WORKER_RANGE_H

#include "domain/metrics/metrics.h"

#include "request.h"

/*
 * shopId, from and to of a metrics request.  A bound is a day (YYYY-MM-DD) or
 * an instant (RFC 3339); what reaches the database is printed anew, never the
 * client's text.
 */
struct range {
	struct metrics_range metrics;
	bool is_open;		/* it moves with the clock: no `to` was given */
};

/*
 * -1: XN_BAD_INPUT, naming the parameter: neither a day nor an instant, from
 * behind to, or more than `most_days` from one to the other; `why` goes on
 * where the sentence that says so ends.
 */
int range_parse(const struct request *req, int64_t most_days, const char *why,
		struct range *out, struct xn_error *err);

/*
 * Days as `text`, "FROM..TO", the value of the parameter `name`.  -1:
 * XN_BAD_INPUT, as range_parse().
 */
int range_parse_days(const struct request *req, const char *name,
		     const char *text, int64_t most_days,
		     const char **from_day, const char **to_day,
		     struct xn_error *err);

#endif
