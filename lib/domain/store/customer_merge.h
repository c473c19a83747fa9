#ifndef DOMAIN_STORE_CUSTOMER_MERGE_H
#define DOMAIN_STORE_CUSTOMER_MERGE_H

#include "domain/rollup/writer.h"

/*
 * Two customers become one, under the shop's lock: the orders of the one that
 * is gone are the kept one's from then on, also those that come late, and the
 * rollups follow.  The tombstone of the one that is gone says whose they are.
 *
 *	customer_merge_find(w, kept, gone, &merge);	-- collected
 *	db_flush(...)
 *	customer_merge(w, &merge, most, err)		-- sent, and collected
 *	db_commit(...)
 */
struct customer_merge {
	int64_t gone;
	struct db_rows *kept;	/* who is there of the one that was kept */
	struct db_rows *orders;	/* of the one that is gone */
};

void customer_merge_find(const struct writer *w, int64_t kept, int64_t gone,
			 struct customer_merge *merge);

/*
 * -1: XN_BAD_INPUT, more than `most` orders (0: any number) are to be moved,
 * which takes longer than a delivery may; or as db_flush().
 */
int customer_merge(const struct writer *w, const struct customer_merge *merge,
		   int most, struct xn_error *err);

#endif
