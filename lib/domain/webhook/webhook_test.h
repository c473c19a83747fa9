#ifndef DOMAIN_WEBHOOK_WEBHOOK_TEST_H
#define DOMAIN_WEBHOOK_WEBHOOK_TEST_H

#include "domain/shop/connect.h"

/*
 * Whether Shopify's deliveries reach this server: Shopify is asked to run a
 * bulk operation that finds nothing, and tells its end by a webhook.  So the
 * address, the way to it, the certificate and the secret are those of every
 * other delivery, which a call of this server to itself would not show; and
 * no figure changes, for nothing depends on this topic.
 */
#define WEBHOOK_TEST_TOPIC "bulk_operations/finish"

/*
 * Begin a test.  *deliveries is how many of the topic had come before: one
 * more, and they reach us (shop/shop_webhooks.h).  Takes seconds when Shopify
 * is slow, so no transaction may be open.
 * -1: XN_NOT_FOUND; XN_REFUSED, nothing would come: there is no address or no
 * subscription, or its signature could not be told, or Shopify does not take
 * the token, or runs as many bulk operations as it may; XN_UNAVAILABLE, Shopify
 * is out of reach.
 */
int webhook_test_begin(struct db *db, struct arena *a,
		       const struct shop_connector *connector,
		       int64_t tenant_id, int64_t shop_id,
		       int64_t *deliveries, struct xn_error *err);

#endif
