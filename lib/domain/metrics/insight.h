#ifndef DOMAIN_METRICS_INSIGHT_H
#define DOMAIN_METRICS_INSIGHT_H

#include <stdbool.h>

#include "domain/metrics/metrics.h"

/*
 * Days that stand out.  A whole day's figure is held against the eight same
 * weekdays before it: with m their median and d the median of their distances
 * from it, it stands out if |x - m| is above 3.5 * 1.4826 * d (1.4826 d is
 * what the standard deviation of a normal distribution would be) and a fifth
 * of |m| or more.  Volume: five orders or more on that day, or as its usual
 * number; discounts and reversals also 5 % or more of the gross sales.
 *
 * Of today nothing is said, except that there was no order for as long as
 * twelve usually take, and for twelve hours at least.
 */
struct insight {
	const char *shop_id;
	const char *metric;	/* as the API calls it: "totalSales" */
	const char *day;
	const char *since;	/* the same, or a silence's first day */
	const char *currency;
	const char *value;	/* decimal digits, as expected */
	const char *expected;	/* the median */
	const char *change;	/* percent of it; NULL where it is 0 */
	bool is_up;
	bool is_strong;		/* twice as far out, and half of |m| */
	const char *text;	/* a sentence */
	const char *link;	/* the dashboard's path that shows it */
};

/*
 * The days of the range that stand out, newest first, then the strongest; of
 * shops that are switched on.  Without from_day the last seven whole days.  No
 * more than the last 366 days are looked at; of more than three shops, no more
 * than 1098 together, but at least seven of each.
 */
int insight_list(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct metrics_range *range, int limit,
		 struct insight **out, size_t *count, struct xn_error *err);

#endif
