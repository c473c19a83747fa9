#include <string.h>

#include "base/count.h"
#include "domain/rollup/customer_place.h"
#include "domain/store/customer_merge.h"
#include "domain/store/customer_store.h"
#include "domain/store/order_reread.h"
#include "domain/store/order_store.h"
#include "domain/store/product_store.h"
#include "domain/webhook/topics.h"
#include "domain/webhook/webhook_event.h"
#include "domain/webhook/webhook_privacy.h"
#include "domain/webhook/webhook_shop.h"

/* As many orders as can be moved in the time that a delivery has. */
#define MERGE_MOST 300

/* {"id": 7}: all that a deletion says. */
static const struct json_field id_fields[] = {
	{ JSON_FIELD("id", ID, struct webhook_content, id), .required = true },
	{ 0 }
};

static int bind(struct arena *a, const struct delivery *d,
		const struct json_field *fields, void *out,
		struct xn_error *err)
{
	return json_bind(a, d->body, d->body_len, fields, out, err);
}

static int parse_id(struct arena *a, const struct delivery *d,
		    struct webhook_content *c, struct xn_error *err)
{
	return bind(a, d, id_fields, c, err);
}

static int parse_order(struct arena *a, const struct delivery *d,
		       struct webhook_content *c, struct xn_error *err)
{
	c->order = arena_alloc(a, sizeof(*c->order));
	return bind(a, d, order_rest_fields, c->order, err);
}

static void find_order(const struct writer *w, struct webhook_content *c)
{
	order_store_find(w, c->order->id, &c->found);
	customer_place_find(w, c->order, &c->place);
}

static void find_by_id(const struct writer *w, struct webhook_content *c)
{
	order_store_find(w, c->id, &c->found);
}

static int store_order(const struct writer *w, struct webhook_content *c,
		       struct xn_error *err)
{
	webhook_event_order(w, c->order);
	return order_store(w, c->found, c->place, c->order, err);
}

static int bury_order(const struct writer *w, struct webhook_content *c,
		      struct xn_error *err)
{
	(void)err;
	order_bury(w, c->id);
	return 0;
}

static int parse_refund(struct arena *a, const struct delivery *d,
			struct webhook_content *c, struct xn_error *err)
{
	static const struct json_field order_fields[] = {
		{ JSON_FIELD("order_id", ID, struct webhook_content, id),
		  .required = true },
		{ 0 }
	};
	const struct json *tree = json_parse(a, d->body, d->body_len, err);

	c->refund = arena_alloc(a, sizeof(*c->refund));
	if (!tree || json_bind_tree(a, tree, order_fields, c, err) ||
	    json_bind_tree(a, tree, refund_rest_fields, c->refund, err))
		return -1;
	return 0;
}

static int store_refund(const struct writer *w, struct webhook_content *c,
			struct xn_error *err)
{
	return order_store_refund(w, c->found, c->id, c->refund, err);
}

static int parse_customer(struct arena *a, const struct delivery *d,
			  struct webhook_content *c, struct xn_error *err)
{
	c->customer = arena_alloc(a, sizeof(*c->customer));
	if (bind(a, d, customer_rest_fields, c->customer, err))
		return -1;
	if (!c->customer->updated_at && !c->customer->created_at)
		return xn_fail_field(err, XN_BAD_INPUT, "updated_at",
				     "updated_at: missing");
	return 0;
}

static int store_customer(const struct writer *w, struct webhook_content *c,
			  struct xn_error *err)
{
	(void)err;
	customer_store(w, c->customer, 1);
	return 0;
}

static int bury_customer(const struct writer *w, struct webhook_content *c,
			 struct xn_error *err)
{
	(void)err;
	customer_gone(w, c->id);
	return 0;
}

static int parse_product(struct arena *a, const struct delivery *d,
			 struct webhook_content *c, struct xn_error *err)
{
	c->product = arena_alloc(a, sizeof(*c->product));
	return bind(a, d, product_rest_fields, c->product, err);
}

static int store_product(const struct writer *w, struct webhook_content *c,
			 struct xn_error *err)
{
	(void)err;
	product_store(w, c->product);
	return 0;
}

static int bury_product(const struct writer *w, struct webhook_content *c,
			struct xn_error *err)
{
	(void)err;
	product_bury(w, c->id);
	return 0;
}

/* The order as it was edited is not in the body: it is to be read again. */
static int parse_edit(struct arena *a, const struct delivery *d,
		      struct webhook_content *c, struct xn_error *err)
{
	static const struct json_field edit_fields[] = {
		{ JSON_FIELD("order_id", ID, struct webhook_content, id),
		  .required = true },
		{ JSON_FIELD("committed_at", TIME, struct webhook_content,
			     happened_at) },
		{ 0 }
	};
	static const struct json_field fields[] = {
		{ JSON_WITHIN("order_edit", edit_fields), .required = true },
		{ 0 }
	};

	return bind(a, d, fields, c, err);
}

static int store_edit(const struct writer *w, struct webhook_content *c,
		      struct xn_error *err)
{
	(void)err;
	order_reread_want(w, c->id, "edited", c->happened_at);
	return 0;
}

static int parse_merge(struct arena *a, const struct delivery *d,
		       struct webhook_content *c, struct xn_error *err)
{
	static const struct json_field fields[] = {
		{ JSON_FIELD("admin_graphql_api_customer_kept_id", ID,
			     struct webhook_content, id), .required = true },
		{ JSON_FIELD("admin_graphql_api_customer_deleted_id", ID,
			     struct webhook_content, other_id),
		  .required = true },
		{ JSON_FIELD("status", TEXT, struct webhook_content, status) },
		{ 0 }
	};

	c->merge = arena_alloc(a, sizeof(*c->merge));
	return bind(a, d, fields, c, err);
}

static void find_merge(const struct writer *w, struct webhook_content *c)
{
	customer_merge_find(w, c->id, c->other_id, c->merge);
}

/* A merge that failed is told of as well. */
static int store_merge(const struct writer *w, struct webhook_content *c,
		       struct xn_error *err)
{
	if (c->status && strcmp(c->status, "completed"))
		return 0;
	return customer_merge(w, c->merge, c->patient ? 0 : MERGE_MOST, err);
}

static const struct webhook_topic topics[] = {
	{ "app/uninstalled",   webhook_shop_parse_gone, NULL,
	  webhook_shop_store_gone },
	{ "carts/create",      webhook_event_parse_cart, NULL,
	  webhook_event_store },
	{ "carts/update",      webhook_event_parse_cart, NULL,
	  webhook_event_store },
	{ "checkouts/create",  webhook_event_parse_checkout, NULL,
	  webhook_event_store },
	{ "checkouts/update",  webhook_event_parse_checkout, NULL,
	  webhook_event_store },
	{ "customers/create",  parse_customer, NULL,          store_customer },
	{ "customers/data_request", webhook_privacy_parse, NULL,
	  webhook_privacy_store_request },
	{ "customers/delete",  parse_id,       NULL,          bury_customer },
	{ "customers/disable", parse_customer, NULL,          store_customer },
	{ "customers/enable",  parse_customer, NULL,          store_customer },
	{ "customers/merge",   parse_merge,    find_merge,    store_merge },
	{ "customers/redact",  webhook_privacy_parse, NULL,
	  webhook_privacy_store_redact },
	{ "customers/update",  parse_customer, NULL,          store_customer },
	{ "orders/cancelled",  parse_order,    find_order,    store_order },
	{ "orders/create",     parse_order,    find_order,    store_order },
	{ "orders/delete",     parse_id,       find_by_id,    bury_order },
	{ "orders/edited",     parse_edit,     NULL,          store_edit },
	{ "orders/fulfilled",  parse_order,    find_order,    store_order },
	{ "orders/paid",       parse_order,    find_order,    store_order },
	{ "orders/partially_fulfilled", parse_order, find_order,
	  store_order },
	{ "orders/updated",    parse_order,    find_order,    store_order },
	{ "products/create",   parse_product,  NULL,          store_product },
	{ "products/delete",   parse_id,       NULL,          bury_product },
	{ "products/update",   parse_product,  NULL,          store_product },
	{ "refunds/create",    parse_refund,   find_by_id,    store_refund },
	{ "shop/redact",       webhook_privacy_parse, NULL,
	  webhook_privacy_store_shop },
	{ "shop/update",       webhook_shop_parse, NULL, webhook_shop_store },
};

const struct webhook_topic *webhook_topic_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(topics); i++)
		if (!strcmp(topics[i].name, name))
			return &topics[i];
	return NULL;
}

bool webhook_topic_is_privacy(const struct webhook_topic *topic)
{
	return topic->parse == webhook_privacy_parse;
}

bool webhook_topic_is_order(const struct webhook_topic *topic)
{
	return topic->store == store_order;
}
