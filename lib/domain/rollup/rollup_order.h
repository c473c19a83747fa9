#ifndef DOMAIN_ROLLUP_ROLLUP_ORDER_H
#define DOMAIN_ROLLUP_ROLLUP_ORDER_H

#include "domain/entity/ledger.h"
#include "domain/rollup/writer.h"

/*
 * rollup.h for the one order of a delivery, whose sales are at hand: its days'
 * sums are added up here, and go to the database as values.  Setting up the
 * aggregates of ROLLUP_DAY_SUMS for four rows cost PostgreSQL as much as all
 * else that it does for a delivery.  `xeno-sync verify` holds one against the
 * other.
 *
 *	rollup_order_find(w, &order, &was);	-- collected, if it is stored
 *	db_flush(...)
 *	rollup_order_keep(w, was, &order);	-- and ledger_derive()
 *	rollup_order_is_same(was, &order)	-- true: that is all
 *	rollup_order_retract(w, id, was, err)	-- collected
 *	...					-- its rows change
 *	rollup_order_apply(w, place, &order, err)	-- collected
 */

/*
 * A row of sales: side, line_type, initial, line_id, product_id, variant_id,
 * happened_us, quantity, total, tax, disc.
 */
struct sale rollup_order_sale(const struct db_rows *rows, int row);

/* Collect the reading of what the stored state of `order` contributes. */
void rollup_order_find(const struct writer *w, const struct order *order,
		       struct db_rows **was);

/*
 * What an order's state does not tell and the stored one has.  Once a product
 * is deleted, Shopify tells none of the lines that sold it: those of `order`
 * that have none get the one that they had.  Duties and fees become its
 * charges.  Else they would go whenever something else of an order changes.
 */
void rollup_order_keep(const struct writer *w, const struct db_rows *was,
		       struct order *order);

/*
 * Would `order`, which has its sales, contribute the same, by the same rows of
 * the ledger?  Most states of an order are of its payment and its parcels.
 */
bool rollup_order_is_same(const struct db_rows *was, const struct order *order);

/* -1: XN_BAD_INPUT, the sums do not fit 64 bits; so below. */
int rollup_order_retract(const struct writer *w, const char *order_id,
			 const struct db_rows *was, struct xn_error *err);

/*
 * Of an order with its sales (ledger_derive()), after its rows; `place` is
 * customer_place_find()'s.  is_new: nothing of it was stored before.
 */
int rollup_order_apply(const struct writer *w, const struct db_rows *place,
		       const struct order *order, bool is_new,
		       struct xn_error *err);

#endif
