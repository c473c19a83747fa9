#ifndef DOMAIN_ENTITY_ORDER_H
#define DOMAIN_ENTITY_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/entity/customer.h"
#include "wrap/json.h"

/*
 * An order with all that hangs on it, as every source gives it: a webhook's
 * REST body, a GraphQL node, a line of a bulk export, the push API.  One
 * table of fields for each shape fills this one struct; ledger.h derives the
 * sales from it; store/order_store.h and store/copy.h put it away.
 *
 * Money is in 1/10,000 of the shop's currency, exactly.  Times are
 * microseconds since 1970, 0 where absent; texts may be NULL.
 */

/* A part of a line's discount, and the application it comes from. */
struct order_discount {
	int64_t amount;
	int64_t application;	/* index into the order's applications */
};

struct order_tax {
	int64_t amount;
};

struct order_line {
	int64_t id;
	int64_t product_id;	/* 0: a custom line, or deleted */
	int64_t variant_id;
	const char *title;
	const char *variant_title;
	const char *sku;
	const char *vendor;
	int64_t quantity;		/* as ordered */
	int64_t current_quantity;	/* -1: the source does not say */
	int64_t unit_price;
	bool gift_card;
	const char *tip_gateway;	/* REST: set on the line of a tip */
	bool tip;			/* by order_mark_tips() */
	struct order_discount *discounts;
	size_t ndiscounts;
	struct order_tax *taxes;
	size_t ntaxes;
};

struct order_shipping {
	int64_t id;
	int64_t price;			/* before discounts */
	int64_t discounted_price;	/* after them; -1: not said */
	struct order_discount *discounts;
	size_t ndiscounts;
	struct order_tax *taxes;
	size_t ntaxes;
	bool removed;
};

struct refund_line {
	int64_t id;
	int64_t line_id;
	int64_t quantity;
	int64_t subtotal;	/* positive; holds the tax where included */
	int64_t total_tax;
};

/* REST: order_adjustments; GraphQL: orderAdjustments. */
struct refund_adjustment {
	int64_t id;
	const char *kind;	/* shipping_refund, refund_discrepancy */
	int64_t amount;		/* signed, as Shopify gives it */
	int64_t tax_amount;
};

struct refund_shipping {
	int64_t id;
	int64_t subtotal;	/* positive; holds the tax where included */
	int64_t tax;
};

struct refund {
	int64_t id;
	int64_t created_at;
	int64_t processed_at;
	int64_t total;		/* money given back; 0 where not said */
	bool total_known;
	struct refund_line *lines;
	size_t nlines;
	struct refund_adjustment *adjustments;
	size_t nadjustments;
	struct refund_shipping *shipping;
	size_t nshipping;
};

/* A discount as it was applied: a code, an automatic one, ... */
struct order_code {
	const char *code;
	const char *type;	/* discount_code, manual, automatic, script */
};

struct order {
	int64_t id;
	const char *name;		/* "#1001" */
	int64_t customer_id;		/* 0: a guest */
	struct customer *customer;	/* as the body shows it, or NULL */
	const char *email;
	int64_t created_at;
	int64_t processed_at;		/* the business date */
	int64_t updated_at;
	int64_t cancelled_at;
	int64_t closed_at;
	const char *cancel_reason;
	bool test;
	bool taxes_included;
	bool edited;			/* GraphQL says; else unknown */
	const char *currency;		/* the shop's, when it was placed */
	const char *presentment_currency;
	int64_t total_price;
	int64_t presentment_total;	/* kept, never summed */
	int64_t total_tip;
	const char *source_name;	/* the channel: web, pos, ... */
	const char *cart_token;		/* only webhooks say it */
	const char *country;		/* shipping, else billing address */
	const char *financial_status;	/* lower case */
	const char *fulfillment_status;
	struct order_line *lines;
	size_t nlines;
	struct order_shipping *shipping;
	size_t nshipping;
	struct refund *refunds;
	size_t nrefunds;
	struct order_code *applications;
	size_t napplications;
	bool headers_only;	/* refunds came without their lines (bulk) */

	/*
	 * The duties and fees that are stored of it: no state of an order says
	 * them, only Shopify's own ledger.  For ledger_derive().
	 */
	const struct sale *charges;
	size_t ncharges;

	/* Filled by ledger_derive(). */
	struct sale *sales;
	size_t nsales;
};

/*
 * Set `tip` on the line that is a tip and not a product.  A REST body says
 * which one it is.  A GraphQL node does not: there it is a line of no product
 * that comes to the order's tip (an assumption; no field of LineItem says it).
 */
void order_mark_tips(struct order *order);

/*
 * How soon Shopify's own ledger of it is to be read (orders.agreements_due):
 * first where what is derived from its state may be on the wrong day.
 */
enum agreements_due { AGREEMENTS_NEVER, AGREEMENTS_LATER, AGREEMENTS_SOON };

enum agreements_due order_agreements_due(const struct order *order);

/* When it was placed: the instant of its day in all figures. */
int64_t order_time(const struct order *order);

/* Whose it is by its own word; 0: a guest's. */
int64_t order_customer_id(const struct order *order);

/* Sums of a line's parts, as they are stored. */
int64_t order_line_discount(const struct order_line *line);
int64_t order_line_tax(const struct order_line *line);

/* The discount codes that were used, each once, a PostgreSQL array in `a`. */
const char *order_codes(struct arena *a, const struct order *order);

/* A refund's lines, shipping and adjustments as rows of one kind. */
struct refund_part {
	const char *kind;	/* line, shipping, shipping_refund, ... */
	int64_t id;
	int64_t line_id;	/* 0: none */
	int64_t quantity;
	int64_t subtotal;
	int64_t tax;
};

/* The i-th part, from 0.  False: there are no more. */
bool refund_part(const struct refund *refund, size_t i,
		 struct refund_part *out);

/* The shapes of a webhook's REST body; order_graphql.h has the others. */
extern const struct json_field order_rest_fields[];
extern const struct json_field refund_rest_fields[];

#endif
