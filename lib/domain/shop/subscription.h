#ifndef DOMAIN_SHOP_SUBSCRIPTION_H
#define DOMAIN_SHOP_SUBSCRIPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "wrap/db.h"

/*
 * The webhooks that every connected shop is to send.  They are subscribed to
 * shop by shop, because that can be looked after: Shopify drops one that
 * failed eight times.  (Those of an app's own configuration it keeps, and
 * does not show; see setting webhook_subscriptions.)
 */

/* Topics as they stand in headers; a NULL ends the list. */
extern const char *const subscription_topics[];

/* Whether this server is to make them, and can be reached by Shopify. */
bool subscription_is_ours(const struct conf *conf);

/* Where their deliveries go, in `a`; NULL where they are not ours. */
const char *subscription_address(struct arena *a, const struct conf *conf);

/* As GraphQL names it: ORDERS_CREATE, in `a`. */
const char *subscription_enum(struct arena *a, const char *topic);

struct subscription {
	const char *topic;
	bool active;
	const char *error;	/* why it is not; or NULL */
};

/* Was Shopify not asked since the shop was connected, or for over a day? */
int subscription_due(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, bool *due, struct xn_error *err);

/*
 * Store what Shopify says now.  If one that was active had gone, what may have
 * been missed since it was seen last is read again: the watermarks are moved
 * back to that time, which is *gap_us (else 0).  The caller holds the shop's
 * lease.
 */
int subscription_store(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, const struct subscription *now,
		       size_t count, const bool *was_gone, int64_t *gap_us,
		       struct xn_error *err);

#endif
