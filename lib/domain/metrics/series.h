#ifndef DOMAIN_METRICS_SERIES_H
#define DOMAIN_METRICS_SERIES_H

#include "domain/metrics/metrics.h"

enum metrics_step {
	STEP_HOUR,
	STEP_DAY,
	STEP_WEEK,		/* from Monday (ISO 8601) */
	STEP_MONTH,
	STEP_QUARTER,
	STEP_YEAR,
	STEP_NKINDS
};

struct metrics_point {
	const char *day;		/* the step's first day in range */
	int hour;			/* 0 to 23; -1: the step is no hour */
	struct metrics_sums sums;
	/* What `sums` is of; NULL: nothing was converted. */
	const struct metrics_converted *converted;
};

/*
 * Ascending; a step without orders is there with zeroes.  Where `into` is
 * not NULL it has a currency, and there is one point a step in that; where it
 * lacks a rate, its amounts are NULL.  Else there is one a step and currency.
 *
 * An hour is one of the clock on the shop's wall, and each day has 24, from
 * the range's first to its last.  Where the clock is put back the hour that
 * comes twice is one point of both; that which is left out where it is put on
 * is zeroes.  So the hours of a day add up to it, on every day.
 *
 * -1: XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
int metrics_series(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range, enum metrics_step step,
		   const struct metrics_into *into, struct metrics_point **out,
		   size_t *count, struct xn_error *err);

#endif
