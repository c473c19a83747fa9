#include "domain/shop/shop_webhooks.h"
#include "domain/shop/subscription.h"
#include "domain/webhook/webhook_test.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_topic(struct jsonout *w, const struct topic_state *t)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "topic", t->topic);
	jsonout_put_int64(w, "deliveries", t->deliveries);
	reply_put_time(w, "lastDeliveryAt", t->last_at);
	jsonout_put_int64(w, "deadLetters", t->dead_letters);
	if (t->subscribed < 0)
		jsonout_put_null(w, "subscribed");
	else
		jsonout_put_bool(w, "subscribed", t->subscribed);
	jsonout_put_text(w, "subscriptionError", t->error);
	reply_put_time(w, "checkedAt", t->checked_at);
	jsonout_object_end(w);
}

/*
 * GET /api/shops/:id/webhooks: 200, what came of each topic and whether it is
 * subscribed to, and what went wrong in the last 24 hours; 404.
 */
int api_shop_webhooks(struct request *req, struct xn_error *err)
{
	const struct conf *conf = &req->worker->conf;
	struct jsonout *w = reply_json(req);
	struct shop_webhooks hooks;
	enum subscription_way way;
	int64_t shop_id;

	if (param_id(req, 0, &shop_id, err) ||
	    shop_webhooks_get(req->db, req->arena, req->tenant_id, shop_id,
			      &hooks, err))
		return -1;
	way = subscription_way(conf, &hooks.app);
	jsonout_object_begin(w);
	jsonout_put_id(w, "shopId", shop_id);
	reply_put_time(w, "lastDeliveryAt", hooks.last_delivery_at);
	reply_put_time(w, "lastSyncAt", hooks.last_sync_at);
	jsonout_put_int64(w, "deadLetters", hooks.dead_letters);
	jsonout_put_int64(w, "newDeadLetters", hooks.new_dead_letters);
	jsonout_put_int64(w, "failedRuns", hooks.failed_runs);
	jsonout_put_text(w, "address", way == SUBSCRIPTION_BY_SHOP
				? subscription_address(req->arena, conf)
				: NULL);
	jsonout_put_bool(w, "needsApiSecret", way == SUBSCRIPTION_UNSIGNED);
	jsonout_key(w, "topics");
	jsonout_array_begin(w);
	for (size_t i = 0; i < hooks.ntopics; i++)
		put_topic(w, &hooks.topics[i]);
	jsonout_array_end(w);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * POST /api/shops/:id/webhooks/test: 202, Shopify was asked to send one, and
 * how many of its topic had come before; 404; 422 nothing would come, and why;
 * 503.
 */
int api_shop_webhooks_test(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int64_t shop_id, deliveries;

	if (param_id(req, 0, &shop_id, err) ||
	    webhook_test_begin(req->db, req->arena, &req->worker->connector,
			       req->tenant_id, shop_id, &deliveries, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "topic", WEBHOOK_TEST_TOPIC);
	jsonout_put_int64(w, "deliveries", deliveries);
	jsonout_object_end(w);
	return reply(req, 202, w);
}
