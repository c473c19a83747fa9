#ifndef DOMAIN_STORE_ORDER_QUEUE_H
#define DOMAIN_STORE_ORDER_QUEUE_H

#include <stdbool.h>

#include "wrap/db.h"

/*
 * The orders of which Shopify's own ledger is yet to be read: whoever stores an
 * order's state queues it (orders.agreements_due), agreement_store.h takes it
 * out.  First those with refunds, cancellations and edits, and then the newest.
 */

/* How many there are. */
int order_queue_count(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, int64_t *count, struct xn_error *err);

/* Is there any? */
int order_queue_has_any(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, bool *has_any, struct xn_error *err);

/*
 * Queue those that have sales of a kind that Shopify did not name, for it may
 * by now, which is no change of the order.  -1: as writer_locked() and
 * db_commit().
 */
int order_queue_unknown(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err);

/* Where the reading stands: behind this order. */
struct order_queue_place {
	const char *due, *processed, *order_id;
	const char *headers;	/* orders whose refunds lack lines, too? */
};

/*
 * The place before all.  An order whose ledger was read waits for nothing any
 * more, so where the lines of refunds are yet to be read it is without headers.
 */
struct order_queue_place order_queue_begin(bool with_headers);

/*
 * The next `limit` orders behind the place, with a column order_id.
 * NULL: as db_read().
 */
struct db_rows *order_queue_list(struct db *db, struct arena *a,
				 int64_t tenant_id, int64_t shop_id,
				 const struct order_queue_place *place,
				 int limit, struct xn_error *err);

/* Behind the last of these rows, of which there is one; copied to `a`. */
void order_queue_go_behind(struct order_queue_place *place, struct arena *a,
			   const struct db_rows *rows);

/*
 * The next `limit` of them below order `before`, the newest first by id, whose
 * refunds came without their lines (orders.headers_only): column order_id.
 * NULL: as db_read().
 */
struct db_rows *order_queue_list_headers(struct db *db, struct arena *a,
					 int64_t tenant_id, int64_t shop_id,
					 int64_t before, int limit,
					 struct xn_error *err);

#endif
