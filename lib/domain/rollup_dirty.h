#ifndef DOMAIN_ROLLUP_DIRTY_H
#define DOMAIN_ROLLUP_DIRTY_H

#include "domain/writer.h"

/*
 * Days that rollup_part.h does not know yet.  Whoever changes rollup_day marks
 * the day in the same statement, and so under the shop's lock: this is the
 * part of its WITH that does.  `days` is one of its other parts, with a
 * local_day; $1 tenant, $2 shop.
 */
#define ROLLUP_DIRTY(days)						\
	"marked AS ("							\
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day)"		\
	"SELECT $1::bigint, $2::bigint, local_day FROM " days		\
	" ON CONFLICT DO NOTHING) "

/* Collect the marking of every day that has a sale or an order. */
void rollup_dirty_all(const struct writer *w);

/* Is any day of the shop marked?  As db_read(). */
int rollup_dirty_find(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *found, struct xn_error *err);

#endif
