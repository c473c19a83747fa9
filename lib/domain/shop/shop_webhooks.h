#ifndef DOMAIN_SHOP_SHOP_WEBHOOKS_H
#define DOMAIN_SHOP_SHOP_WEBHOOKS_H

#include <stddef.h>
#include <stdint.h>

#include "domain/shop/subscription.h"

/*
 * How a shop's webhooks fare: what came of each topic, whether the topic is
 * subscribed to, and what went wrong lately.  Times are microseconds since
 * 1970, 0 where there was none.
 */
struct topic_state {
	const char *topic;
	int64_t deliveries;	/* that took effect or were noted */
	int64_t other_bodies;	/* ids that came again with another one */
	int64_t last_at;
	int64_t dead_letters;	/* that wait */
	int subscribed;		/* 1, 0, or -1: not known */
	const char *error;	/* why it is not subscribed to; or NULL */
	int64_t checked_at;
};

struct shop_webhooks {
	struct subscription_app app;
	int64_t last_delivery_at;
	int64_t last_sync_at;
	int64_t dead_letters;
	int64_t new_dead_letters;	/* of the last 24 hours, that wait */
	int64_t failed_runs;		/* of the last 24 hours */
	int64_t failures;		/* of the last runs: run/breaker.h */
	int64_t next_attempt_at;
	struct topic_state *topics;	/* by name */
	size_t ntopics;
};

/* -1: XN_NOT_FOUND, no such shop. */
int shop_webhooks_get(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct shop_webhooks *out,
		      struct xn_error *err);

#endif
