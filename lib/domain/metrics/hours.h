#ifndef DOMAIN_METRICS_HOURS_H
#define DOMAIN_METRICS_HOURS_H

#include "domain/metrics/metrics.h"

/* An hour of the week, by the shop's clock, over all weeks of a range. */
struct metrics_hour {
	int weekday;		/* 1 is Monday, 7 Sunday (ISO 8601) */
	int hour;		/* 0 to 23 */
	const char *currency;
	int64_t orders;
	const char *net_sales, *total_sales;	/* NULL: a rate is missing */
	const struct metrics_rates *rates;	/* NULL: not converted */
};

/*
 * All 168 hours of each currency, or in the one of `into` (NULL: of each),
 * ascending; those without sales are zeroes.
 * An order counts at the hour when it was placed, its sales and reversals at
 * theirs.  Where the clock is put back an hour is in there twice, where it is
 * put on one is missing, as on a clock on the wall.
 * -1: XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
int metrics_hours(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range,
		  const struct metrics_into *into,
		  struct metrics_hour **out, size_t *count,
		  struct xn_error *err);

#endif
