#ifndef SYNC_NODES_H
#define SYNC_NODES_H

#include "job.h"
#include "pages.h"

/*
 * Read orders by their ids, as a page has them, with Shopify's own ledgers of
 * them, and store them.  `rows` has a column order_id, and size->rows of them
 * at most.  *again: it was too much at once; the size has shrunk, and nothing
 * was read.
 */
int nodes_read(struct job *job, const struct db_rows *rows,
	       struct page_size *size, bool *again, struct xn_error *err);

/* {"ids": [...], "lines": n} for a query of these orders; 0: no lines. */
const char *nodes_variables(struct arena *a, const struct db_rows *rows,
			    int lines);

#endif
