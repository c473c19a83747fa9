#ifndef DOMAIN_STORE_ORDER_MANY_H
#define DOMAIN_STORE_ORDER_MANY_H

#include "domain/rollup/writer.h"

/*
 * What order_store() does around an order's rows, for many orders.  `ids` is
 * an array (entity/array.h).
 */

/* Collect the look-up that order_store_find() is of one: a row for each id. */
void order_many_find(const struct writer *w, const char *ids,
		     struct db_rows **found);

/* Collect the deletion of their sales, taken off the rollups before. */
void order_many_clear_sales(const struct writer *w, const char *ids);

/* And of all else that is below them: lines and refunds. */
void order_many_clear_rows(const struct writer *w, const char *ids);

#endif
