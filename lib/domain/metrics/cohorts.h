#ifndef DOMAIN_METRICS_COHORTS_H
#define DOMAIN_METRICS_COHORTS_H

#include <stdbool.h>

#include "domain/metrics/metrics.h"

/*
 * What becomes of customers: by the period of their first order, and by the
 * days from one order to the next.  From the cells of rollup/customer_cell.h,
 * but for cohorts of certain first orders, which come from the orders
 * themselves and cost what these customers ordered.  Every function is -1 with
 * XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
enum metrics_grain { GRAIN_WEEK, GRAIN_MONTH, GRAIN_QUARTER, GRAIN_NKINDS };

/* Cohorts that are shown, and periods of each, the first one with them. */
#define METRICS_COHORTS_MOST 120

/*
 * Which: of the periods that the range touches, the last ones; 12 without from.
 */
struct metrics_cohorts_asked {
	enum metrics_grain grain;
	bool by_ledger;		/* sales by the day that they happened */
	/* Of the first order; NULL or 0: any.  They want a shop. */
	const char *channel, *discount_code;
	int64_t product_id;
};

/* A period of a cohort, the sums of its customers. */
struct metrics_cohort_period {
	int64_t size;			/* all that there are */
	int64_t customers, orders;	/* with an order in it, and those */
	int64_t net_sales_e4;
	int64_t net_sales_so_far_e4;	/* up to its end */
	bool is_partial;		/* it goes on */
};

struct metrics_cohort {
	const char *currency;
	/*
	 * Its first day; or NULL: all of the currency, where the n-th period
	 * is that of those cohorts that have had it whole.
	 */
	const char *cohort;
	int64_t reordered;	/* customers with a second order in its own */
	struct metrics_cohort_period *periods;	/* from its own on */
	size_t nperiods;
};

struct metrics_cohorts {
	struct metrics_cohort *cohorts;	/* by currency, cohort, all last */
	size_t ncohorts;
	bool complete;
};

int metrics_cohorts(struct db *db, struct arena *a, int64_t tenant_id,
		    const struct metrics_range *range,
		    const struct metrics_cohorts_asked *asked,
		    struct metrics_cohorts *out, struct xn_error *err);

/* Days that are told apart, both inclusive; to is -1 for the last. */
#define METRICS_NGAPS 9
void metrics_gap(int i, int *from_days, int *to_days);

#define METRICS_NHORIZONS 5

struct metrics_repeat {
	const char *from_day, *to_day;
	int64_t customers;		/* with an order in range */
	int64_t repeating;		/* with one that is not their first */
	bool complete;
	/*
	 * Days from the order before to orders in range: those that a share
	 * of the orders (a quarter, half, ...) do not exceed; -1: no order.
	 */
	int64_t p25, median, p75, p90;
	int64_t gaps[METRICS_NGAPS];	/* orders */
	struct {
		int64_t days;
		int64_t eligible;	/* first order in range, and then */
		int64_t repurchased;
	} horizons[METRICS_NHORIZONS];
};

/* Of all days touched; without a beginning, from the first order on. */
int metrics_repeat(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range,
		   struct metrics_repeat *out, struct xn_error *err);

#endif
