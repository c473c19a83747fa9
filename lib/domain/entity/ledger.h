#ifndef DOMAIN_ENTITY_LEDGER_H
#define DOMAIN_ENTITY_LEDGER_H

#include "domain/entity/order.h"

/*
 * The sales ledger: one row a sale event, each with its own time.  It is the
 * model of Shopify's Order.agreements -> sales, and every figure is a sum
 * over it.  Amounts are signed: what a shop gives back is negative.
 *
 *	net = total - tax        gross = net + disc
 */

/* Sums of such counts fit; nobody orders a billion of a thing. */
#define LEDGER_QUANTITY_MAX 1000000000

enum sale_side { SIDE_ORDER, SIDE_REVERSAL };

enum sale_type {
	SALE_PRODUCT,
	SALE_SHIPPING,
	SALE_TIP,
	SALE_GIFT_CARD,
	SALE_DUTY,
	SALE_FEE,
	SALE_ADJUSTMENT,
	SALE_UNKNOWN,	/* kept, but in no figure */
};

struct sale {
	enum sale_side side;
	enum sale_type type;
	bool initial;		/* part of the order as it was placed */
	int64_t line_id;
	int64_t product_id;
	int64_t variant_id;
	int64_t happened_at;	/* microseconds since 1970 */
	int64_t quantity;
	int64_t total;		/* 1/10,000 */
	int64_t tax;
	int64_t disc;
};

/* The words that the database and the API use. */
const char *sale_side_name(enum sale_side side);
const char *sale_type_name(enum sale_type type);
enum sale_type sale_type_parse(const char *name);	/* else SALE_UNKNOWN */

/* A duty or a fee? */
bool sale_is_charge(const struct sale *sale);

/*
 * Derive an order's provisional sales from its final state, into
 * order->sales (in `a`).  Formulas: lines by their discount allocations, tax
 * taken out where prices include it, refunds at their own time, a cancelled
 * rest as a synthetic reversal so that it nets to nothing; order->charges as
 * they are.
 * -1: XN_BAD_INPUT when an amount does not fit 64 bits.
 */
int ledger_derive(struct arena *a, struct order *order, struct xn_error *err);

/*
 * The same for the reversals alone, when order->sales holds what was sold and
 * the reversals of charges (an order read back from the database), and the
 * refunds have changed.  What was sold comes first, as it was.
 */
int ledger_derive_reversals(struct arena *a, struct order *order,
			    struct xn_error *err);

/*
 * Of an order with its sales: does it count?  Not if it is a test, nor if all
 * it held as it was placed is gift cards (Shopify's rule for total orders).
 */
bool ledger_counts(const struct order *order);

/*
 * What the customer spent on it: net, shipping, tax, duties and fees, never
 * below 0; and 0 if it does not count.
 */
int64_t ledger_spent(const struct order *order);

#endif
