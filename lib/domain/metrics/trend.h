#ifndef DOMAIN_METRICS_TREND_H
#define DOMAIN_METRICS_TREND_H

#include "domain/metrics/series.h"

/* What a product sold in a step of the range. */
struct metrics_trend_point {
	const char *currency;
	const char *shop_id;
	const char *product_id;
	const char *day;		/* the step's first day in range */
	const char *net_sales;		/* never 0; NULL: a rate is missing */
	const struct metrics_rates *rates;	/* NULL: not converted */
};

/*
 * Step by step, the net sales of the `limit` products with most of them in the
 * range, of each currency, or in the one of `into` (NULL: of each): by
 * currency, then as top-products has them, then ascending.  A step without any
 * net sales is not there.  The step is any but STEP_HOUR.
 * -1: XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
int metrics_trends(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range, enum metrics_step step,
		   int limit, const struct metrics_into *into,
		   struct metrics_trend_point **out, size_t *count,
		   struct xn_error *err);

#endif
