#ifndef DOMAIN_STORE_ORDER_MANY_H
#define DOMAIN_STORE_ORDER_MANY_H

#include "domain/store/order_store.h"

/*
 * order_store() for many orders, and what it does around an order's rows for
 * many.  `ids` is an array (entity/array.h).
 */

/* Collect the look-up that order_store_find() is of one: a row for each id. */
void order_many_find(const struct writer *w, const char *ids,
		     struct db_rows **found);

/*
 * Collect the writing of orders that have different ids, as order_store() does
 * of one, but for their customers; `found` has a row for each, and one that is
 * NULL is left as it is.  What is stored already takes a trip before.
 * effect[i] becomes what orders[i] comes to.
 * -1: as order_store(), and then orders[*failed] is the one, or *failed is
 * `count`.
 */
int order_many_store(const struct writer *w, const struct db_rows *found,
		     struct order *const orders[], size_t count,
		     enum order_effect effect[], size_t *failed,
		     struct xn_error *err);

/*
 * Collect the deletion of their sales, taken off the rollups before.  Only
 * where there are some: a plan that was made while the table was empty reads
 * all of a tenant's rows even for no id (see CLEAR in copy_merge.c).
 */
void order_many_clear_sales(const struct writer *w, const char *ids);

/* And of all else that is below them: lines and refunds. */
void order_many_clear_rows(const struct writer *w, const char *ids);

#endif
