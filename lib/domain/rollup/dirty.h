#ifndef DOMAIN_ROLLUP_DIRTY_H
#define DOMAIN_ROLLUP_DIRTY_H

#include "domain/rollup/part.h"

/*
 * Days that part.h does not know yet, wholly or, of the second kind, by
 * vendor and type alone.  One that is being built is `taken`, and may be there
 * once more, marked by who changed it since.
 */
#define DIRTY_ALL "1"
#define DIRTY_VENDORS "2"

/* Is the mark m one of what goes by a dimension of rollup_part? */
#define DIRTY_OF(dimension)						\
	"(m.kind = " DIRTY_ALL						\
	" OR " dimension " IN (" PART_VENDOR ", " PART_TYPE "))"

/*
 * Whoever changes rollup_day marks the day in the same statement, and so under
 * the shop's lock: this is the part of its WITH that does.  `days` is one of
 * its other parts, with a local_day; $1 tenant, $2 shop.
 */
#define ROLLUP_DIRTY(days)						\
	"marked AS ("							\
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day)"		\
	"SELECT $1::bigint, $2::bigint, local_day FROM " days		\
	" ON CONFLICT DO NOTHING) "

/*
 * So does whoever changes what products are: `products` has the product_id of
 * those with another vendor or type than before, and each day on which they
 * were sold is marked.  A day that rollup_part does not have is marked already;
 * but of one that is taken nobody knows whether it is built with them as they
 * were.
 */
#define ROLLUP_DIRTY_SOLD(products, generation)				\
	"marked AS ("							\
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day, kind)"	\
	"SELECT $1::bigint, $2::bigint, r.period, " DIRTY_VENDORS	\
	"  FROM " products " AS p, LATERAL ("				\
	"       SELECT period FROM rollup_part"				\
	"        WHERE tenant_id = $1 AND shop_id = $2"			\
	"          AND generation = " generation			\
	"          AND dimension = " PART_PRODUCT			\
	"          AND grain = " PART_DAY				\
	"          AND value = p.product_id::text OFFSET 0) AS r"	\
	" UNION ALL "							\
	"SELECT $1::bigint, $2::bigint, day, " DIRTY_VENDORS		\
	"  FROM rollup_dirty"						\
	" WHERE tenant_id = $1 AND shop_id = $2 AND taken"		\
	"   AND kind = " DIRTY_ALL " AND EXISTS (SELECT FROM " products ")"\
	" ON CONFLICT DO NOTHING) "

/* Collect the marking of every day that has a sale or an order. */
void rollup_dirty_all(const struct writer *w);

/* Is any day of the shop marked?  As db_read(). */
int rollup_dirty_find(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *found, struct xn_error *err);

#endif
