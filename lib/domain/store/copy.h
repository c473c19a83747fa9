#ifndef DOMAIN_STORE_COPY_H
#define DOMAIN_STORE_COPY_H

#include "domain/entity/order.h"
#include "domain/entity/product.h"
#include "wrap/db.h"

/*
 * Storing many customers, products and orders of one shop.  Rows are
 * gathered into chunks; a chunk is copied into temporary staging tables and
 * merged set by set under the shop's lock, in one transaction.  There are two
 * lanes, each with a connection: while the server merges the chunk of one, it
 * takes in the rows of the other, and the caller goes on parsing.
 *
 * The rules are those of the single stores (order_store.h, ...): newer wins,
 * the buried stay buried, rollups change by the difference.
 */
struct copy;

#define COPY_LANES 2

/* SQL for db_options.setup of the connections that a copy works on. */
extern const char copy_setup[];

/*
 * The connections are the copy's alone until copy_close().  NULL never
 * happens; a shop that is not connected is told by the first merge
 * (XN_NOT_FOUND).
 */
struct copy *copy_open(struct db *const dbs[COPY_LANES], int64_t tenant_id,
		       int64_t shop_id);

/*
 * Have `tick` called while the copy waits for the server, which another may
 * keep waiting for the shop's lock: about once a second, and oftener.  Other
 * than 0 ends the copy, with what it put into *err.
 */
void copy_on_wait(struct copy *copy,
		  int (*tick)(void *ctx, struct xn_error *err), void *ctx);

/*
 * Add a row; what it points to may go when the call returns.  copy_order()
 * derives the order's sales.  -1: XN_BAD_INPUT for this row's amounts;
 * anything else is the previous chunk's failure, and the copy is over.
 */
int copy_customer(struct copy *copy, const struct customer *customer,
		  struct xn_error *err);
int copy_product(struct copy *copy, const struct product *product,
		 struct xn_error *err);
int copy_order(struct copy *copy, struct arena *a, struct order *order,
	       struct xn_error *err);

/*
 * Move a resource's watermark ("orders", "customers", "products") to `us` in
 * the transaction that stores the rows given so far.
 */
void copy_watermark(struct copy *copy, const char *resource, int64_t us);

/* Store all that was given so far, and wait for the COMMIT. */
int copy_flush(struct copy *copy, struct xn_error *err);

/*
 * Wait for the COMMIT of chunks that are on their way.  What was given since
 * stays as it is, watermarks too; until more is given nothing of the copy holds
 * the shop's lock.
 */
int copy_settle(struct copy *copy, struct xn_error *err);

/* Rows that are committed (stored, or older than what was stored). */
int64_t copy_stored(const struct copy *copy);

/* Forget what was not flushed.  copy_close(NULL) does nothing. */
void copy_close(struct copy *copy);

#endif
