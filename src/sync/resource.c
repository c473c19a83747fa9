#include "domain/customer_graphql.h"
#include "domain/ledger.h"
#include "domain/order_graphql.h"
#include "domain/product_graphql.h"
#include "domain/shopify_documents.h"

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

const struct resource resources[RESOURCES] = {
	[CUSTOMERS] = {
		.id = CUSTOMERS,
		.name = "customers",
		.gid = "gid://shopify/Customer/",
		.bulk = shopify_bulk_customers,
		.page = shopify_page_customers,
		.store = store_customer,
	},
	[PRODUCTS] = {
		.id = PRODUCTS,
		.name = "products",
		.gid = "gid://shopify/Product/",
		.bulk = shopify_bulk_products,
		.page = shopify_page_products,
		.filter = "status:active,draft,archived,unlisted",
		.store = store_product,
	},
	[ORDERS] = {
		.id = ORDERS,
		.name = "orders",
		.gid = "gid://shopify/Order/",
		.bulk = shopify_bulk_orders,
		.page = shopify_page_orders,
		.store = store_order,
	},
};
