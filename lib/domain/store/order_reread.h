#ifndef DOMAIN_STORE_ORDER_REREAD_H
#define DOMAIN_STORE_ORDER_REREAD_H

#include "domain/rollup/writer.h"

/*
 * Orders that something happened to which no delivery shows: they wait in
 * table order_reread until a sync has read them again.
 */

/* Collect a mark.  `happened_at` is microseconds since 1970, or 0. */
void order_reread_want(const struct writer *w, int64_t order_id,
		       const char *reason, int64_t happened_at);

/* The same for each order of a customer who was not redacted. */
void order_reread_want_of(const struct writer *w, int64_t customer_id,
			  const char *reason);

/*
 * The next `limit` marked orders after `last`, by id: columns order_id and
 * wanted_at.  NULL: as db_read().
 */
struct db_rows *order_reread_list(struct db *db, struct arena *a,
				  int64_t tenant_id, int64_t shop_id,
				  int64_t last, int limit,
				  struct xn_error *err);

/*
 * They were read: take the marks off, but not one that was renewed since.
 * -1: as writer_locked() and db_commit().
 */
int order_reread_done(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct db_rows *rows,
		      struct xn_error *err);

#endif
