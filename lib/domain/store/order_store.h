#ifndef DOMAIN_STORE_ORDER_STORE_H
#define DOMAIN_STORE_ORDER_STORE_H

#include "domain/entity/order.h"
#include "domain/rollup/writer.h"

/*
 * Storing one order, under the shop's lock, in two round trips: first what
 * is there is looked up, then the rows are written and the rollups changed
 * by the difference.
 *
 *	order_store_find(w, id, &found);	-- collected
 *	customer_place_find(w, &order, &place);	-- collected
 *	db_flush(...)
 *	order_store(w, found, place, &order, err)	-- collected
 *	db_commit(...)
 */

/* Collect the look-up of what is stored under this id. */
void order_store_find(const struct writer *w, int64_t order_id,
		      struct db_rows **found);

/*
 * Collect the writing of `order` (which this derives the sales of), unless
 * it is buried or what is stored is newer: then nothing is collected, and
 * that is success.  A stored refund that this state of the order does not
 * show is kept; reading it costs a round trip of its own.  Sales that are as
 * they are stored stay, and no rollup changes.
 * -1: XN_BAD_INPUT for amounts that do not fit, or as db_flush().
 */
int order_store(const struct writer *w, const struct db_rows *found,
		const struct db_rows *place, struct order *order,
		struct xn_error *err);

/* What it comes to, by row `row` of what was found. */
enum order_effect { ORDER_IGNORED, ORDER_INSERTED, ORDER_UPDATED };

enum order_effect order_store_effect(const struct db_rows *found, int row,
				     const struct order *order);

/*
 * The steps of order_store(), for many orders in a trip (order_many.h has the
 * others): collect the customers as the orders' bodies show them; collect the
 * reading of such refunds (true: there may be some); after the next db_flush()
 * derive the sales, `refunds` being NULL where nothing was collected; collect
 * the writing of the rows, but for those of the sales (order_rows.h).
 */
void order_store_customers(const struct writer *w, struct order *const orders[],
			   size_t n);
bool order_store_find_refunds(const struct writer *w,
			      const struct db_rows *found, int row,
			      const struct order *order,
			      struct db_rows **refunds);
int order_store_derive(const struct writer *w, const struct db_rows *refunds,
		       const struct db_rows *was,
		       struct order *order, struct xn_error *err);
void order_store_rows(const struct writer *w, struct order *const orders[],
		      size_t n);

/* Collect a deletion, with a tombstone that no late delivery passes. */
void order_bury(const struct writer *w, int64_t order_id);

/*
 * Collect one refund, told of by itself.  Where its order is known, the
 * order's reversals are derived anew; where it is not, or is older, the
 * refund waits in its table until the order comes.
 */
int order_store_refund(const struct writer *w, const struct db_rows *found,
		       int64_t order_id, const struct refund *refund,
		       struct xn_error *err);

#endif
