#include "base/buf.h"
#include "base/clock.h"
#include "domain/entity/customer_graphql.h"
#include "domain/entity/ledger.h"
#include "domain/entity/order_graphql.h"
#include "domain/entity/product_graphql.h"
#include "domain/shopify/documents.h"
#include "domain/shopify/shopify_json.h"

#include "complete.h"
#include "job.h"
#include "resource.h"

/* A customer or product that is bound can be stored: else it is the store. */
static int stored(struct job *job, int rc)
{
	if (rc)
		job->store_failed = true;
	return rc;
}

static int store_customer(struct job *job, const struct json *node,
			  int64_t *updated_us, struct xn_error *err)
{
	struct customer c = { 0 };

	if (customer_graphql_bind(job->page, node, &c, err))
		return -1;
	*updated_us = c.updated_at;
	return stored(job, copy_customer(job->copy, &c, err));
}

static int store_product(struct job *job, const struct json *node,
			 int64_t *updated_us, struct xn_error *err)
{
	struct product p = { 0 };

	if (product_graphql_bind(job->page, node, &p, err))
		return -1;
	*updated_us = p.updated_at;
	return stored(job, copy_product(job->copy, &p, err));
}

static int store_order(struct job *job, const struct json *node,
		       int64_t *updated_us, struct xn_error *err)
{
	struct graphql_order g = { 0 };

	if (order_graphql_bind(job->page, node, &g, err))
		return -1;
	*updated_us = g.order.updated_at;
	if (complete_order(job, &g, err))
		return -1;
	return resource_store_order(job, &g, err);
}

int resource_store_order(struct job *job, struct graphql_order *g,
			 struct xn_error *err)
{
	struct xn_error own;

	order_graphql_finish(job->page, g);
	if (!copy_order(job->copy, job->page, &g->order, err))
		return 0;
	/* Its own amounts, or the rows before it that are being stored? */
	job->store_failed = !ledger_derive(job->page, &g->order, &own);
	return -1;
}

static const char *text_of(const struct json *node, const char *name)
{
	const struct json *value = json_get(node, name);

	return value ? json_text(value) : NULL;
}

int resource_leave_out(struct job *job, const struct resource *r,
		       const struct json *node, struct xn_error *err)
{
	const char *gid = text_of(node, "id");
	const char *changed = text_of(node, "updatedAt");
	int64_t changed_us;

	if (!changed || time_parse_rfc3339(changed, &changed_us))
		changed_us = 0;
	return job_leave_out(job, gid ? gid : r->name, changed_us, err);
}

int resource_take(struct job *job, const struct resource *r,
		  const struct json *node, int64_t *updated_us,
		  struct xn_error *err)
{
	*updated_us = 0;
	if (!shopify_json_check(node, err) &&
	    !r->store(job, node, updated_us, err))
		return 0;
	return resource_leave_out(job, r, node, err);
}

static void add_bound(struct buf *text, const char *comparison, int64_t us)
{
	char time[32];

	if (!us)
		return;
	time_print_rfc3339(us - us % CLOCK_SECOND_US, time);
	buf_printf(text, "%supdated_at:%s'%s'", text->len ? " AND " : "",
		   comparison, time);
}

/* Times stand in quotes: a bare colon would end the field's name. */
const char *resource_search(struct arena *a, const struct resource *r,
			    int64_t from_us, int64_t to_us)
{
	struct buf text;

	buf_init(&text, a);
	add_bound(&text, ">=", from_us);
	add_bound(&text, "<", to_us);
	if (r->filter)
		buf_printf(&text, "%s%s", text.len ? " AND " : "", r->filter);
	return text.len ? buf_text(&text) : NULL;
}

const struct resource resources[RESOURCE_NKINDS] = {
	[RESOURCE_CUSTOMERS] = {
		.id = RESOURCE_CUSTOMERS,
		.name = "customers",
		.gid = "gid://shopify/Customer/",
		.select = shopify_select_customer,
		.page = shopify_page_customers,
		.first = shopify_first_customer,
		.store = store_customer,
	},
	[RESOURCE_PRODUCTS] = {
		.id = RESOURCE_PRODUCTS,
		.name = "products",
		.gid = "gid://shopify/Product/",
		.select = shopify_select_product,
		.page = shopify_page_products,
		.first = shopify_first_product,
		.filter = "status:active,draft,archived,unlisted",
		.store = store_product,
	},
	[RESOURCE_ORDERS] = {
		.id = RESOURCE_ORDERS,
		.name = "orders",
		.gid = "gid://shopify/Order/",
		.select = shopify_select_order,
		.page = shopify_page_orders,
		.first = shopify_first_order,
		.store = store_order,
	},
};
