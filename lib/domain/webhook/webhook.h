#ifndef DOMAIN_WEBHOOK_WEBHOOK_H
#define DOMAIN_WEBHOOK_WEBHOOK_H

#include <stddef.h>

#include "base/conf.h"
#include "wrap/db.h"
#include "wrap/seal.h"

/*
 * Taking in Shopify's deliveries.  One is acknowledged only after the COMMIT
 * that holds its effect, or its dead letter: whatever is authentic is not
 * lost, and takes effect once.
 */
struct delivery {
	const char *topic;		/* "orders/updated" */
	const char *shop_domain;
	const char *webhook_id;		/* one a delivery, also over retries */
	const char *event_id;		/* or NULL */
	const char *triggered_at;	/* as it came, or NULL */
	const char *hmac;		/* X-Shopify-Hmac-Sha256, or NULL */
	const char *body;		/* the raw bytes that are signed */
	size_t body_len;
};

enum webhook_outcome {
	WEBHOOK_APPLIED,
	WEBHOOK_DUPLICATE,	/* this webhook_id took effect before */
	WEBHOOK_IGNORED,	/* a topic that nothing here depends on */
	WEBHOOK_DEAD,		/* kept whole, with the reason */
};

/*
 * The topic as the header has it, from a path segment: "orders-create",
 * "orders/create" and Shopify's own "orders/updated" for "orders/update".
 * The result belongs to `a`; NULL when it names no topic ("shopify").
 */
const char *webhook_topic_name(struct arena *a, const char *name);

/*
 * A secret of the settings signs for every shop, that of a shop's own app
 * (shop/connect.h), which `keys` open, for this shop alone.
 * -1: XN_UNAUTHENTICATED (bad signature, or of a text that is no object),
 * XN_BAD_INPUT (a header is missing), XN_NOT_FOUND (shop not connected),
 * XN_UNAVAILABLE (not stored; Shopify sends it again).
 */
int webhook_receive(struct db *db, struct arena *a, const struct conf *conf,
		    const struct seal_keys *keys,
		    const struct delivery *delivery,
		    enum webhook_outcome *outcome, struct xn_error *err);

#endif
