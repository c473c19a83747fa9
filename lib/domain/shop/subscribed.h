#ifndef DOMAIN_SHOP_SUBSCRIBED_H
#define DOMAIN_SHOP_SUBSCRIBED_H

#include <stdint.h>

#include "domain/shopify/shopify.h"

/* The webhook subscriptions that a token's app has at Shopify for its shop. */
struct subscribed {
	const char *id;
	const char *topic;	/* as GraphQL names it */
	struct subscribed *next;
};

/*
 * Those whose deliveries go to `uri`, in `a`, and their end.  Both give up at
 * `end_us` (clock_mono_us(); 0: never), which is no error.
 * -1: as shopify_query().
 */
int subscribed_list(struct shopify_access *access, struct arena *a,
		    const char *uri, int64_t end_us, struct subscribed **out,
		    struct xn_error *err);
int subscribed_end(struct shopify_access *access, struct arena *a,
		   const struct subscribed *list, int64_t end_us,
		   struct xn_error *err);

#endif
