#ifndef DOMAIN_STORE_COPY_STAGE_H
#define DOMAIN_STORE_COPY_STAGE_H

#include "domain/entity/order.h"
#include "domain/entity/product.h"
#include "domain/rollup/writer.h"
#include "wrap/db_copy.h"

/* The staging tables of copy.c, in the order in which they are filled. */
enum copy_table {
	COPY_CUSTOMER,
	COPY_PRODUCT,
	COPY_ORDER,
	COPY_LINE,
	COPY_REFUND,
	COPY_REFUND_LINE,
	COPY_SALE,
	COPY_NTABLES
};

/* Their COPY statements. */
extern const char *const copy_commands[COPY_NTABLES];

/* Write a row, and those below it, in COPY's binary format (db_row.h). */
void copy_stage_customer(struct db_copy_part *parts, const struct customer *c);
void copy_stage_product(struct db_copy_part *parts, const struct product *p);
void copy_stage_order(struct db_copy_part *parts, struct arena *a,
		      const struct order *o);

/* Collect the merge of what the staging tables hold. */
void copy_merge_customers(const struct writer *w);
void copy_merge_products(const struct writer *w);
void copy_merge_orders(const struct writer *w);

/* Of the staged orders that are known: see copy_keep.c. */
void copy_keep_ledgers(const struct writer *w);
void copy_keep_products(const struct writer *w);

/* Take off, or add, what the orders are to their customers (copy_cells.c). */
void copy_cells_retract(const struct writer *w);
void copy_cells_apply(const struct writer *w);

/* The watermark, in the same transaction. */
void copy_merge_watermark(const struct writer *w, const char *resource,
			  int64_t us);

#endif
