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
 *
 * A subscription is of the app whose token made it, and signed with that app's
 * secret.  Where that is another app than this server's (connect.h), its
 * configuration is not ours, and without its secret nothing that came could be
 * taken.
 */

/* Topics as they stand in headers; a NULL ends the list. */
extern const char *const subscription_topics[];

/* The app whose token a shop has. */
struct subscription_app {
	const char *api_key;	/* NULL: Shopify did not say; ours, then */
	bool has_secret;	/* it was given with the token */
};

enum subscription_way {
	SUBSCRIPTION_NONE,	/* Shopify cannot reach this server */
	SUBSCRIPTION_BY_APP,	/* the app's configuration has them */
	SUBSCRIPTION_BY_SHOP,	/* this server makes them */
	SUBSCRIPTION_UNSIGNED,	/* it does not, for it lacks the secret */
};

/* How the webhooks of a shop are subscribed to. */
enum subscription_way subscription_way(const struct conf *conf,
				       const struct subscription_app *app);

/* Why they are not, in words: SUBSCRIPTION_UNSIGNED. */
extern const char subscription_lacks[];

/* Where deliveries go, in `a`; NULL where Shopify cannot reach this server. */
const char *subscription_address(struct arena *a, const struct conf *conf);

/* As GraphQL names it: ORDERS_CREATE, in `a`. */
const char *subscription_enum(struct arena *a, const char *topic);

struct subscription {
	const char *topic;
	bool active;
	const char *error;	/* why it is not; or NULL */
};

/* What is known of a shop beforehand. */
struct subscription_look {
	struct subscription_app app;
	bool any;	/* something was stored: see below */
	bool due;	/* not since it was connected, or for over a day */
};

/* -1: XN_NOT_FOUND, XN_UNAVAILABLE. */
int subscription_look(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct subscription_look *out,
		      struct xn_error *err);

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

/* Nothing is subscribed to shop by shop any more: forget what was stored. */
int subscription_forget(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err);

#endif
