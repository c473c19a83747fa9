#ifndef DOMAIN_METRICS_EVENTS_H
#define DOMAIN_METRICS_EVENTS_H

#include "domain/metrics/metrics.h"

/* From looking to buying, in a range; see store/event.h. */
struct metrics_funnel {
	int64_t views;			/* of products */
	int64_t carts;			/* abandoned */
	int64_t checkouts;		/* started */
	int64_t orders;			/* completed: the range's orders */
	/* In percent, decimal digits; "0" where there is nothing to share. */
	const char *view_to_cart;	/* checkouts / views */
	const char *cart_to_checkout;	/* checkouts / (carts + checkouts) */
	const char *checkout_to_order;	/* orders / checkouts */
};

/* All of the asked shops together. */
int metrics_funnel(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range,
		   struct metrics_funnel *out, struct xn_error *err);

/*
 * By engagement, most first, then by id; spend and orders are of all time.
 * Whatever the range says beside the shop is not looked at.
 */
int metrics_top_engaged(struct db *db, struct arena *a, int64_t tenant_id,
			const struct metrics_range *range, int limit,
			struct metrics_customer **out, size_t *count,
			struct xn_error *err);

#endif
