#ifndef SYNC_NODES_H
#define SYNC_NODES_H

#include "job.h"
#include "pages.h"

/*
 * Read orders by their ids, as a page has them, and store them.  `rows` has
 * a column order_id, and size->rows of them at most.  *again: it was too
 * much at once; the size has shrunk, and nothing was read.
 */
int nodes_read(struct job *job, const struct db_rows *rows,
	       struct page_size *size, bool *again, struct xn_error *err);

#endif
