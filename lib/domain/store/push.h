#ifndef DOMAIN_STORE_PUSH_H
#define DOMAIN_STORE_PUSH_H

#include "domain/entity/order.h"
#include "domain/entity/product.h"
#include "wrap/db.h"

/*
 * Records that a tenant brings in himself: of a store without Shopify, of an
 * older system, of a test.  All of a push is stored, or none of it, by the
 * rules that every source is stored by (order_store.h, ...): newer wins, the
 * deleted stay deleted, rollups change by the difference.
 */
#define PUSH_RECORDS 1000

/* An order as it is pushed: what it has in sums, an order has in parts. */
struct push_line {
	struct order_line line;
	struct order_discount discount;	/* of the whole line */
	struct order_tax tax;
};

struct push_shipping {
	struct order_shipping shipping;
	struct order_tax tax;
};

struct push_order {
	struct order order;
	struct push_line *lines;
	size_t nlines;
	struct push_shipping *shipping;
	size_t nshipping;
	const char **codes;
	size_t ncodes;
};

/* What figures are in; only a shop that Shopify never told takes it. */
struct push_shop {
	const char *currency;		/* ISO 4217 */
	const char *timezone;		/* IANA */
};

struct push {
	int64_t shop_id;
	struct push_shop *shop;		/* NULL: as it is */
	struct customer *customers;
	size_t ncustomers;
	struct product *products;
	size_t nproducts;
	struct push_order *orders;
	size_t norders;
};

/* The three shapes of a body: {shopId, shop, records}. */
extern const struct json_field push_customer_fields[];
extern const struct json_field push_product_fields[];
extern const struct json_field push_order_fields[];

/*
 * Look at what a table of fields cannot say, and complete the orders from
 * their parts.  -1: XN_BAD_INPUT; err->field is the place, as json_bind() has
 * it: "records[17].lineItems[2].price".
 */
int push_check(struct arena *a, struct push *push, struct xn_error *err);

struct push_count {
	int64_t inserted;
	int64_t updated;	/* there already, and not newer */
	int64_t ignored;	/* older than what is stored, or deleted */
};

/*
 * Store what push_check() has let through.  -1: XN_NOT_FOUND no such shop;
 * XN_REFUSED it is disconnected, or `shop` is not what it is; XN_BAD_INPUT
 * with the record; XN_UNAVAILABLE, also when it takes longer than a request
 * may.
 */
int push_store(struct db *db, struct arena *a, int64_t tenant_id,
	       struct push *push, struct push_count *count,
	       struct xn_error *err);

#endif
