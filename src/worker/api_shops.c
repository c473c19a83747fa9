#include <stddef.h>
#include <string.h>

#include "domain/privacy/erase.h"
#include "domain/shop/disconnect.h"
#include "domain/shop/farewell.h"
#include "domain/shop/reading.h"

#include "audit_request.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "run_print.h"
#include "spawn.h"

/* A small shop is erased while the client waits, a large one later on. */
#define ERASE_BUDGET_MS 2000

/* What Shopify lets us see, and for how long. */
static void put_access(struct jsonout *w, const struct shop *shop)
{
	jsonout_put_bool(w, "tokenExpires", shop->expires);
	jsonout_put_bool(w, "hasApiSecret", shop->has_secret);
	jsonout_key(w, "scopes");
	jsonout_raw(w, shop->scopes, strlen(shop->scopes));
	jsonout_key(w, "historyLimit");
	if (!shop->is_limited) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_int64(w, "days", SHOP_LIMIT_DAYS);
	jsonout_put_text(w, "message", "History limited to 60 days: the app "
			 "has no scope read_all_orders");
	jsonout_object_end(w);
}

/* How far it is read, and what Shopify's rate limit had left. */
static void put_reading(struct jsonout *w, const struct shop_reading *reading)
{
	jsonout_key(w, "resources");
	jsonout_array_begin(w);
	for (int i = 0; i < SHOP_RESOURCES; i++) {
		const struct resource_reading *r = &reading->resources[i];

		jsonout_object_begin(w);
		jsonout_put_text(w, "resource", r->resource);
		jsonout_put_text(w, "state", reading_state_name(r->state));
		reply_put_time(w, "watermark", r->watermark);
		jsonout_put_int64(w, "rows", r->rows);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_key(w, "budget");
	if (!reading->budget_seen_at) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_int64(w, "available", reading->budget.available);
	jsonout_put_int64(w, "maximum", reading->budget.maximum);
	jsonout_put_int64(w, "restoreRate", reading->budget.restore);
	reply_put_time(w, "asOf", reading->budget_seen_at);
	jsonout_object_end(w);
}

/* NULL: there are none. */
static void put_unknown_sales(struct jsonout *w,
			      const struct unknown_sales *unknown)
{
	jsonout_key(w, "unknownSales");
	if (!unknown) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_int64(w, "lines", unknown->lines);
	jsonout_put_int64(w, "orders", unknown->orders);
	jsonout_put_text(w, "from", unknown->from);
	jsonout_put_text(w, "to", unknown->to);
	jsonout_object_end(w);
}

static void put_shop(struct jsonout *w, int64_t tenant_id,
		     const struct shop *shop,
		     const struct shop_reading *reading)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", shop->id);
	jsonout_put_text(w, "shopDomain", shop->domain);
	jsonout_put_text(w, "name", shop->name);
	jsonout_put_text(w, "currency", shop->currency);
	jsonout_put_text(w, "timezone", shop->timezone);
	jsonout_put_bool(w, "isActive", shop->is_active);
	jsonout_put_bool(w, "verified", shop->verified);
	jsonout_put_text(w, "state", shop_state(shop));
	jsonout_put_text(w, "eventKey", shop->event_key);
	put_access(w, shop);
	reply_put_time(w, "createdAt", shop->created_at);
	reply_put_time(w, "lastSyncAt", shop->last_sync_at);
	reply_put_time(w, "lastWebhookAt", shop->last_webhook_at);
	reply_put_time(w, "nextAttemptAt", shop->next_attempt_at);
	jsonout_put_int64(w, "deadLetters", shop->dead_letters);
	put_unknown_sales(w, reading->unknown);
	put_reading(w, reading);
	jsonout_key(w, "sync");
	if (reading->latest)
		run_print(w, tenant_id, reading->latest);
	else
		jsonout_null(w);
	jsonout_object_end(w);
}

/* NULL: the shop is being erased. */
static const struct shop_reading *
reading_of_shop(const struct shop_reading *readings, size_t count,
		int64_t shop_id)
{
	for (size_t i = 0; i < count; i++)
		if (readings[i].shop_id == shop_id)
			return &readings[i];
	return NULL;
}

/* GET /api/shops: 200, all of the tenant's, oldest first. */
int api_shops_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct shop_reading *readings;
	size_t nshops, nreadings;
	struct shop *shops;

	if (shop_list(req->db, req->arena, req->tenant_id, &shops, &nshops,
		      err) ||
	    shop_reading_list(req->db, req->arena, req->tenant_id, 0,
			      &readings, &nreadings, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < nshops; i++) {
		const struct shop_reading *reading = reading_of_shop(readings,
			nreadings, shops[i].id);

		if (reading)
			put_shop(w, req->tenant_id, &shops[i], reading);
	}
	jsonout_array_end(w);
	return reply(req, 200, w);
}

struct shop_body {
	const char *name;
	struct shopify_grant given;	/* a token, its app's secret */
	bool is_active;
	bool was_active;	/* two slots tell "false" from "not there" */
};


/* The same member twice: it is absent where the two differ. */
static const struct json_field update_fields[] = {
	{ JSON_STRICT("name", struct shop_body, name, 255) },
	{ JSON_STRICT("accessToken", struct shop_body, given.access_token,
		      1024) },
	{ JSON_STRICT("apiSecret", struct shop_body, given.api_secret, 1024) },
	{ JSON_FIELD("isActive", BOOL, struct shop_body, is_active) },
	{ JSON_FIELD("isActive", BOOL, struct shop_body, was_active) },
	{ 0 }
};

/* A token, with its app's secret or without; or a secret for what is there. */
static int take_access(struct request *req, int64_t shop_id,
		       const struct shopify_grant *given, struct xn_error *err)
{
	const struct shop_connector *connector = &req->worker->connector;
	struct shop shop;

	if (given->access_token)
		return shop_reconnect(req->db, req->arena, req->tenant_id,
				      shop_id, connector, given, err);
	if (!given->api_secret)
		return 0;
	return shop_get(req->db, req->arena, req->tenant_id, shop_id, &shop,
			err) ||
	       shop_give_secret(req->db, req->arena, req->tenant_id, shop_id,
				connector, given->api_secret, err) ? -1 : 0;
}

/* What the audit log says of it. */
static const char *new_access(const struct shopify_grant *given)
{
	if (given->access_token)
		return "another access token";
	return given->api_secret ? "the secret of its app" : NULL;
}

/*
 * PATCH /api/shops/:id {name, isActive, accessToken, apiSecret}: 200, the shop;
 * 400; 404; 409 another account is connected to it; 422 Shopify refuses the
 * token, or there is none that a secret alone could belong to; 503.
 */
int api_shops_update(struct request *req, struct xn_error *err)
{
	struct shop_body body = { .is_active = false, .was_active = true };
	struct jsonout *w = reply_json(req);
	struct shop_reading *reading;
	struct shop shop;
	size_t nreadings;
	int64_t shop_id;
	int active;

	if (param_id(req, 0, &shop_id, err) ||
	    body_bind(req, update_fields, &body, err))
		return -1;
	if (body.name && !*body.name)
		return xn_fail_field(err, XN_BAD_INPUT, "name",
				     "name: must not be empty");
	active = body.is_active == body.was_active ? body.is_active : -1;
	if (take_access(req, shop_id, &body.given, err) ||
	    shop_update(req->db, req->arena, req->tenant_id, shop_id,
			body.name, active, err) ||
	    shop_get(req->db, req->arena, req->tenant_id, shop_id, &shop,
		     err) ||
	    shop_reading_list(req->db, req->arena, req->tenant_id, shop_id,
			      &reading, &nreadings, err))
		return -1;
	if (!nreadings)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	audit_request(req, "shop.changed", shop.domain,
		      new_access(&body.given));
	put_shop(w, req->tenant_id, &shop, reading);
	return reply(req, 200, w);
}

/* What is left of a large shop is erased in the background. */
static int erase(struct request *req, int64_t shop_id, struct xn_error *err)
{
	int64_t run_id;
	bool done;

	if (erase_begin(req->db, req->arena, req->tenant_id, shop_id, &run_id,
			err))
		return -1;
	if (erase_continue(req->db, req->arena, req->tenant_id, shop_id,
			   ERASE_BUDGET_MS, &done, err))
		done = false;	/* begun all the same: it will go on */
	if (!done)
		spawn_sync(req->worker, req->arena, run_id);
	return 0;
}

/*
 * DELETE /api/shops/:id: 204, disconnected; its figures stay until they are
 * erased with it, by ?erase=now at once.  So is a shop that was never
 * connected.  400; 404.
 */
int api_shops_delete(struct request *req, struct xn_error *err)
{
	const struct shop_connector *connector = &req->worker->connector;
	struct shop_farewell *farewell;
	const char *when;
	struct shop shop;
	int64_t shop_id;
	int rc;

	if (param_id(req, 0, &shop_id, err) ||
	    query_text(req, "erase", &when, err))
		return -1;
	if (when && strcmp(when, "now"))
		return xn_fail_field(err, XN_BAD_INPUT, "erase",
				     "erase: must be now");
	if (shop_get(req->db, req->arena, req->tenant_id, shop_id, &shop,
		     err))
		return -1;
	farewell = shop_farewell_prepare(req->db, req->arena, req->tenant_id,
					 shop_id, connector);
	rc = when || !shop.verified
		? erase(req, shop_id, err)
		: shop_disconnect(req->db, req->arena, req->tenant_id,
				  shop_id, err);
	if (rc)
		return -1;
	shop_farewell_say(farewell, req->arena, connector);
	audit_request(req, "shop.disconnected", shop.domain,
		      when || !shop.verified ? "and erased" : NULL);
	return reply_empty(req, 204);
}
