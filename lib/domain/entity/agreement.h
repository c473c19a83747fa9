#ifndef DOMAIN_ENTITY_AGREEMENT_H
#define DOMAIN_ENTITY_AGREEMENT_H

#include "domain/entity/order_graphql.h"

/*
 * Shopify's own ledger of an order: its agreements (the order as placed,
 * edits, refunds, returns), each with its time and its sales.  What comes out
 * is the same list of sales that ledger_derive() makes of an order's state,
 * but exact: an edit stands on the day of the edit.
 */
struct agreement_sale {
	const char *action;	/* ORDER, RETURN, UPDATE, UNKNOWN */
	const char *type;	/* PRODUCT, SHIPPING, TIP, ... */
	int64_t line_id;
	int64_t quantity;
	int64_t total;		/* with tax; signed, as all amounts are */
	int64_t tax;
	int64_t disc;
};

struct agreement {
	const char *reason;	/* ORDER, ORDER_EDIT, REFUND, RETURN, ... */
	int64_t happened_at;
	struct agreement_sale *sales;
	size_t nsales;
	struct graphql_page page;	/* of the sales */
};

struct agreements {
	int64_t order_id;
	int64_t updated_at;	/* of the order that this is the ledger of */
	int64_t processed_at;
	bool test;
	struct agreement *list;
	size_t count;
	struct graphql_page page;	/* of the agreements */
};

/* An order's node into struct agreements, and what is in its connection. */
extern const struct json_field agreement_fields[];
extern const struct json_field agreement_page_fields[];

/* Is something of it on a further page? */
bool agreement_is_cut(const struct agreements *g);

/*
 * The sales of whole agreements into order->sales (in `a`), with the order's
 * id and `test`, as ledger_counts() and ledger_spent() want them.
 * -1: XN_BAD_INPUT, more than a count can hold.
 */
int agreement_ledger(struct arena *a, const struct agreements *g,
		     struct order *order, struct xn_error *err);

#endif
