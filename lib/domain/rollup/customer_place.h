#ifndef DOMAIN_ROLLUP_CUSTOMER_PLACE_H
#define DOMAIN_ROLLUP_CUSTOMER_PLACE_H

#include "domain/entity/order.h"
#include "domain/rollup/writer.h"

/*
 * The place of the order of a delivery in its customer's sequence
 * (customer_cell.h).  Most orders are the last of theirs: then the customers'
 * rollups change by a dozen rows that are told from how many there were
 * before, and when; the differences of whole sequences, which rollup.h has for
 * any orders, made up a quarter of what a delivery cost PostgreSQL.  `xeno-sync
 * verify` holds one against the other.
 */

/* Collect the look-up, under the shop's lock. */
void customer_place_find(const struct writer *w, const struct order *order,
			 struct db_rows **place);

/*
 * Collect the change of the customers' rollups by an order that is stored, has
 * its sales (ledger_derive()), and is in none of them; `place` is from before
 * its rows changed.  False, and nothing is collected: the order is not the
 * last, its sales are of several times, or its customer is another by now.
 */
bool customer_place_add(const struct writer *w, const struct db_rows *place,
			const struct order *order);

#endif
