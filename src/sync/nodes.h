#ifndef SYNC_NODES_H
#define SYNC_NODES_H

#include "job.h"
#include "pages.h"

/*
 * Ask for orders by their ids.  `rows` has a column order_id, and size->rows of
 * them at most; *again and errors are as those of ask_rows().
 */
int nodes_ask(struct job *job, const char *document,
	      const struct db_rows *rows, struct page_size *size, bool *again,
	      const struct json **nodes, struct xn_error *err);

/*
 * Read orders by their ids, as a page has them, with Shopify's own ledgers of
 * them, and store them; one that Shopify cannot answer for is left out.
 * *again: the size has shrunk, and nothing was read.
 */
int nodes_read(struct job *job, const struct db_rows *rows,
	       struct page_size *size, bool *again, struct xn_error *err);

#endif
