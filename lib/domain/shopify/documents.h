#ifndef DOMAIN_SHOPIFY_DOCUMENTS_H
#define DOMAIN_SHOPIFY_DOCUMENTS_H

#include "base/arena.h"

/*
 * Every GraphQL document that is ever sent to Shopify: no more is asked for
 * than is stored.  `xeno-sync documents` prints them, and a test holds them
 * against Shopify's own schema and the rules of bulk operations (at most five
 * connections, edges and node only, no connection within a list).
 *
 * An order is selected the same way everywhere, but for what a bulk operation
 * cannot give: the lines of refunds.
 */

/* What a bulk operation names of each object. */
extern const char shopify_select_customer[];
extern const char shopify_select_product[];
extern const char shopify_select_order[];

/*
 * The query of a bulk operation, in `a`: what `select` (one of those) names of
 * every object of a list ("orders") that `search` finds; NULL finds all.
 * Operations take no variables, so this one text is made when it is needed.
 */

const char *shopify_bulk_query(struct arena *a, const char *list,
			       const char *search, const char *select);

/* Bulk operations: start ($query), list the running, look at, end one ($id). */
extern const char shopify_bulk_run[];
extern const char shopify_bulk_running[];
extern const char shopify_bulk_poll[];
extern const char shopify_bulk_cancel[];

/* The query of one that finds nothing: webhook/webhook_test.h. */
extern const char shopify_bulk_nothing[];

/*
 * Pages by time of the last change: $first, $after, $query; orders also
 * $lines, how many of an order's lines to take along.
 */
extern const char shopify_page_customers[];
extern const char shopify_page_products[];
extern const char shopify_page_orders[];

/* Which row such a page begins with, and no more of it: $after, $query. */
extern const char shopify_first_customer[];
extern const char shopify_first_product[];
extern const char shopify_first_order[];

/* Orders by id, as a page has them, with their ledgers: $ids, $lines. */
extern const char shopify_nodes_orders[];

/*
 * Shopify's own ledger of orders by id ($ids); and one agreement of an order
 * ($id), the one behind $after, with its sales behind $sales.
 */
extern const char shopify_nodes_agreements[];
extern const char shopify_order_agreement[];

/* Which of these ids there are: $ids; null for what is gone. */
extern const char shopify_nodes_exist[];

/*
 * The rest of an order that does not fit a page: $id, $after.  The refunds
 * come without what hangs on them; that is asked for by each refund's $id.
 */
extern const char shopify_order_lines[];
extern const char shopify_order_shipping[];
extern const char shopify_order_applications[];
extern const char shopify_order_refunds[];
extern const char shopify_refund_lines[];
extern const char shopify_refund_adjustments[];
extern const char shopify_refund_shipping[];

/*
 * Webhook subscriptions: all there are ($after), one more ($topic, $uri), one
 * less ($id).
 */
extern const char shopify_subscriptions[];
extern const char shopify_subscribe[];
extern const char shopify_unsubscribe[];

/* The shop itself, and what the token may do. */
extern const char shopify_shop_document[];

/* A question in ShopifyQL ($query), of Shopify's own reports. */
extern const char shopify_report[];

/* The fixed ones of them by name; a NULL name ends the list. */
struct shopify_document {
	const char *name;
	const char *text;
};

extern const struct shopify_document shopify_documents[];

#endif
