#include <string.h>

#include "domain/shop/shop_token.h"
#include "domain/shop/shop_webhooks.h"
#include "domain/shop/subscription.h"
#include "domain/shopify/bulk.h"
#include "domain/shopify/documents.h"
#include "domain/webhook/webhook_test.h"

static const struct topic_state *find(const struct shop_webhooks *hooks)
{
	for (size_t i = 0; i < hooks->ntopics; i++)
		if (!strcmp(hooks->topics[i].topic, WEBHOOK_TEST_TOPIC))
			return &hooks->topics[i];
	return NULL;
}

/* What is known beforehand to come to nothing is not tried. */
static int check(enum subscription_way way, const struct topic_state *topic,
		 struct xn_error *err)
{
	switch (way) {
	case SUBSCRIPTION_BY_APP:
		return 0;	/* Shopify does not show those */
	case SUBSCRIPTION_NONE:
		return xn_fail(err, XN_REFUSED, "Shopify has no address to"
			       " deliver to: public_url is not an https one");
	case SUBSCRIPTION_UNSIGNED:
		return xn_fail(err, XN_REFUSED, "Nothing is subscribed to: %s",
			       subscription_lacks);
	case SUBSCRIPTION_BY_SHOP:
		break;
	}
	if (!topic || topic->subscribed < 0)
		return xn_fail(err, XN_REFUSED, WEBHOOK_TEST_TOPIC " is not"
			       " subscribed to yet: the next audit does it");
	if (!topic->subscribed)
		return xn_fail(err, XN_REFUSED, "Shopify refused the"
			       " subscription to " WEBHOOK_TEST_TOPIC ": %s",
			       topic->error ? topic->error : "no reason given");
	return 0;
}

/* What Shopify says of the shop or its token is not about our caller. */
static int translate(struct xn_error *err)
{
	struct xn_error was = *err;

	if (was.code == XN_UNAVAILABLE || was.code == XN_REFUSED)
		return -1;
	return xn_fail(err, XN_REFUSED, "%s", was.text);
}

int webhook_test_begin(struct db *db, struct arena *a,
		       const struct shop_connector *connector,
		       int64_t tenant_id, int64_t shop_id,
		       int64_t *deliveries, struct xn_error *err)
{
	struct shop_key key = { tenant_id, shop_id };
	const struct topic_state *topic;
	struct bulk_operation operation;
	struct shop_webhooks hooks;
	const char *token;
	struct shop shop;

	if (shop_get(db, a, tenant_id, shop_id, &shop, err) ||
	    shop_webhooks_get(db, a, tenant_id, shop_id, &hooks, err))
		return -1;
	token = shop_token_get(db, a, connector, &key, err);
	if (!token)
		return translate(err);
	topic = find(&hooks);
	if (check(subscription_way(shopify_conf(connector->shopify),
				   &hooks.app), topic, err))
		return -1;
	*deliveries = topic ? topic->deliveries : 0;
	if (bulk_start(shopify_access_new(connector->shopify, a, shop.domain,
					  token), a, shopify_bulk_nothing,
		       &operation, err))
		return translate(err);
	return 0;
}
