#ifndef DOMAIN_METRICS_SPLIT_H
#define DOMAIN_METRICS_SPLIT_H

#include "domain/metrics/series.h"

/*
 * A series of which each step is taken apart: ascending by step and currency,
 * each key at each step, with zeroes where it has nothing.  A step's keys add
 * up to what metrics_series() has of it.  The step is any but STEP_HOUR.
 * Every function is -1 with XN_NOT_FOUND (the shop is not this tenant's), or
 * as db_read().
 */
enum metrics_split_by {
	SPLIT_NONE,
	SPLIT_CUSTOMER_TYPE,
	SPLIT_CHANNEL,
	SPLIT_COUNTRY,
	SPLIT_NKINDS
};

struct metrics_split_point {
	const char *day;		/* the step's first day in range */
	const char *key;		/* "": there is none; NULL: the rest */
	struct metrics_sums sums;
	/* What `sums` is of; NULL: nothing was converted. */
	const struct metrics_converted *converted;
};

/*
 * By SPLIT_CHANNEL or SPLIT_COUNTRY: each currency's METRICS_SPLIT_KEYS keys
 * with most net sales in the range, and all others as one.  `into` is as for
 * metrics_series(): each day's part is converted at that day's rates.
 */
#define METRICS_SPLIT_KEYS 10
int metrics_split(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range, enum metrics_step step,
		  enum metrics_split_by by, const struct metrics_into *into,
		  struct metrics_split_point **out, size_t *count,
		  struct xn_error *err);

/* The orders of one kind of customers that were placed in a step. */
struct metrics_customers_point {
	const char *day;
	const char *type;		/* "new", "returning", "guest" */
	const char *currency;
	int64_t orders;
	const char *spent;		/* what these orders come to now;
					 * NULL: a rate is missing */
	bool complete;			/* else of the customers built so far */
	const struct metrics_rates *rates;	/* NULL: not converted */
};

/*
 * By SPLIT_CUSTOMER_TYPE: an order is a customer's first, a later one, or no
 * customer's (rollup/customer_cell.h).  `into` as for metrics_split().
 */
int metrics_split_customers(struct db *db, struct arena *a, int64_t tenant_id,
			    const struct metrics_range *range,
			    enum metrics_step step,
			    const struct metrics_into *into,
			    struct metrics_customers_point **out,
			    size_t *count, struct xn_error *err);

#endif
