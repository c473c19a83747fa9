#include <string.h>

#include "domain/customer_store.h"
#include "domain/order_store.h"
#include "domain/product_store.h"
#include "domain/webhook_topics.h"

/* {"id": 7}: all that a deletion says. */
static const struct json_field id_fields[] = {
	{ .name = "id", .type = JSON_ID, .required = true,
	  .offset = offsetof(struct webhook_content, id) },
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
}

static void find_by_id(const struct writer *w, struct webhook_content *c)
{
	order_store_find(w, c->id, &c->found);
}

static int store_order(const struct writer *w, struct webhook_content *c,
		       struct xn_error *err)
{
	return order_store(w, c->found, c->order, err);
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
		{ .name = "order_id", .type = JSON_ID, .required = true,
		  .offset = offsetof(struct webhook_content, id) },
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
	customer_store(w, c->customer);
	return 0;
}

static int bury_customer(const struct writer *w, struct webhook_content *c,
			 struct xn_error *err)
{
	(void)err;
	customer_bury(w, c->id);
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

/* The body is the shop; only that it is gone matters. */
static int parse_nothing(struct arena *a, const struct delivery *d,
			 struct webhook_content *c, struct xn_error *err)
{
	(void)a;
	(void)d;
	(void)c;
	(void)err;
	return 0;
}

DB_QUERY(webhook_uninstall, 2,
	"UPDATE shop SET is_active = false, access_token = NULL"
	" WHERE tenant_id = $1 AND shop_id = $2");
DB_QUERY(webhook_release, 1, "SELECT directory_release_shop($1)");

static int store_gone(const struct writer *w, struct webhook_content *c,
		      struct xn_error *err)
{
	(void)c;
	(void)err;
	db_queue(w->db, w->arena, &webhook_uninstall,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
	db_queue(w->db, w->arena, &webhook_release, DB_ARGS(w->shop_id),
		 NULL);
	return 0;
}

static const struct webhook_topic topics[] = {
	{ "app/uninstalled",   parse_nothing,  NULL,          store_gone },
	{ "customers/create",  parse_customer, NULL,          store_customer },
	{ "customers/delete",  parse_id,       NULL,          bury_customer },
	{ "customers/update",  parse_customer, NULL,          store_customer },
	{ "orders/cancelled",  parse_order,    find_order,    store_order },
	{ "orders/create",     parse_order,    find_order,    store_order },
	{ "orders/delete",     parse_id,       find_by_id,    bury_order },
	{ "orders/fulfilled",  parse_order,    find_order,    store_order },
	{ "orders/paid",       parse_order,    find_order,    store_order },
	{ "orders/updated",    parse_order,    find_order,    store_order },
	{ "products/create",   parse_product,  NULL,          store_product },
	{ "products/delete",   parse_id,       NULL,          bury_product },
	{ "products/update",   parse_product,  NULL,          store_product },
	{ "refunds/create",    parse_refund,   find_by_id,    store_refund },
};

const struct webhook_topic *webhook_topic_find(const char *name)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (!strcmp(topics[i].name, name))
			return &topics[i];
	return NULL;
}
