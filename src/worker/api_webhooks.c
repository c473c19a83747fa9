#include <string.h>

#include "base/text.h"
#include "domain/webhook/webhook.h"

#include "reply.h"
#include "routes.h"

/*
 * The topic of a delivery: the header's, which the path must not contradict,
 * else the path's.  NULL: neither names one.
 */
static int find_topic(const struct request *req, const char *path_name,
		      const char **topic, struct xn_error *err)
{
	const char *header = req->header.shopify_topic;
	const char *path = webhook_topic_name(req->arena, path_name);

	*topic = header ? webhook_topic_name(req->arena, header) : path;
	if (header && !*topic)
		*topic = header;
	if (header && path && strcmp(*topic, path))
		return xn_fail_field(err, XN_BAD_INPUT, "X-Shopify-Topic",
			"X-Shopify-Topic: not the topic of this address");
	return 0;
}

static int receive(struct request *req, const char *path_name,
		   struct xn_error *err)
{
	const struct request_headers *h = &req->header;
	enum webhook_outcome outcome;
	struct delivery delivery = {
		.shop_domain = h->shopify_domain
			? text_lower_ascii(req->arena, h->shopify_domain)
			: NULL,
		.webhook_id = h->shopify_webhook_id,
		.event_id = h->shopify_event_id,
		.triggered_at = h->shopify_triggered_at,
		.hmac = h->shopify_hmac,
		.body = req->body,
		.body_len = req->body_len,
	};

	worker_limit(req->worker, PROMPT_MS);
	if (find_topic(req, path_name, &delivery.topic, err) ||
	    webhook_receive(req->db, req->arena, &req->worker->conf,
			    &req->worker->seal_keys, &delivery, &outcome, err))
		return -1;
	return reply_text(req, 200, "ok");
}

/*
 * POST /webhooks/:topic ("orders-create", "orders%2Fcreate", "shopify"): 200
 * ok, only after the effect, or the delivery itself, is committed; 400 a
 * header is missing or contradicts the path; 401 bad signature; 404 shop not
 * connected; 413; 503 send it again.
 */
int api_webhook(struct request *req, struct xn_error *err)
{
	return receive(req, req->param[0], err);
}

/* POST /webhooks: the same; the header alone says the topic. */
int api_webhook_root(struct request *req, struct xn_error *err)
{
	return receive(req, "", err);
}

/* POST /webhooks/:resource/:action ("orders/create"): the same. */
int api_webhook_path(struct request *req, struct xn_error *err)
{
	return receive(req, arena_printf(req->arena, "%s/%s", req->param[0],
					 req->param[1]), err);
}
