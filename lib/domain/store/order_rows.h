#ifndef DOMAIN_STORE_ORDER_ROWS_H
#define DOMAIN_STORE_ORDER_ROWS_H

#include "domain/entity/order.h"
#include "domain/rollup/writer.h"

/*
 * The rows of orders, each once, and those below them, for order_store.c: each
 * call collects one statement, with lists as arrays that unnest() takes apart.
 */
void order_rows_orders(const struct writer *w, struct order *const orders[],
		       size_t n);
void order_rows_lines(const struct writer *w, struct order *const orders[],
		      size_t n);
void order_rows_refund(const struct writer *w, const char *order_id,
		       const struct refund *refund);

/* The sales of one side. */
void order_rows_sales(const struct writer *w, struct order *const orders[],
		      size_t n, bool reversals_only);

/* Read back what order_rows_refund() wrote.  *out belongs to w->arena. */
void order_rows_find_refunds(const struct writer *w, const char *order_id,
			     struct db_rows **rows);
void order_rows_get_refunds(const struct writer *w,
			    const struct db_rows *rows,
			    struct refund **out, size_t *count);

/* Read back what was sold, and all that was charged: both stay. */
void order_rows_find_sales(const struct writer *w, const char *order_id,
			   struct db_rows **rows);
void order_rows_get_sales(const struct writer *w, const struct db_rows *rows,
			  struct order *order);

#endif
