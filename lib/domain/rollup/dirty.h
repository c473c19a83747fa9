#ifndef DOMAIN_ROLLUP_DIRTY_H
#define DOMAIN_ROLLUP_DIRTY_H

#include "domain/rollup/rollup_part.h"

/*
 * Days that rollup_part.h does not know yet: wholly, or by vendor and type
 * alone, or but for one order that came since.  A mark that is being built is
 * `taken`, and may be there once more, made by who changed the day since.
 *
 * What a day lacks of such an order is what that comes to on that day now, for
 * a change of it marks the whole day, and that counts instead: as long as there
 * is a mark of the whole day, nobody marks it for one order, nor while it is
 * being built by vendor, for nobody knows whether it is built with that order.
 */
#define DIRTY_ALL "1"
#define DIRTY_VENDORS "2"
#define DIRTY_ORDER "3"

/*
 * Is the mark m one of what goes by a dimension of rollup_part, all of it?
 * (The first term is for the index: else every mark of the day is looked at.)
 */
#define DIRTY_WHOLE_OF(dimension)					\
	"(m.kind IN (" DIRTY_ALL ", " DIRTY_VENDORS ")"			\
	" AND (m.kind = " DIRTY_ALL					\
	"      OR " dimension " IN (" PART_VENDOR ", " PART_TYPE ")))"
#define DIRTY_OF(dimension)						\
	"(m.kind = " DIRTY_ORDER " OR " DIRTY_WHOLE_OF(dimension) ")"

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
 * The same where orders may be new: `days` has the order_id, too, and whether
 * there was nothing of it before (is_new).  LIMIT: each day's marks are looked
 * up by their key; as a condition by itself the planner would read all that
 * the shop has, for each delivery.
 */
#define ROLLUP_DIRTY_BY(days)						\
	"marked AS ("							\
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day, kind, order_id)"\
	"SELECT $1::bigint, $2::bigint, local_day,"			\
	"       CASE WHEN is_alone THEN " DIRTY_ORDER			\
	"            ELSE " DIRTY_ALL " END,"				\
	"       CASE WHEN is_alone THEN order_id ELSE 0 END"		\
	"  FROM (SELECT local_day, order_id,"				\
	"               is_new AND is_whole IS NULL AS is_alone"	\
	"          FROM " days " LEFT JOIN LATERAL ("			\
	"               SELECT true AS is_whole FROM rollup_dirty m"	\
	"                WHERE m.tenant_id = $1 AND m.shop_id = $2"	\
	"                  AND m.day = local_day"			\
	"                  AND m.kind IN (" DIRTY_ALL ", " DIRTY_VENDORS ")"\
	"                  AND (m.kind = " DIRTY_ALL " OR m.taken)"	\
	"                LIMIT 1) AS m ON true) AS d"			\
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
	"   AND kind IN (" DIRTY_ALL ", " DIRTY_ORDER ")"		\
	"   AND EXISTS (SELECT FROM " products ")"			\
	" ON CONFLICT DO NOTHING) "

/* Collect the marking of every day that has a sale or an order. */
void rollup_dirty_all(const struct writer *w);

/*
 * Collect the taking of marked days, for who holds the lock.  `more_come`:
 * orders are being stored, as a rule in the order of time, so the last day that
 * has any is left for later, and so is what lies behind it.
 */
void rollup_dirty_take(const struct writer *w, bool more_come);

/* Collect the reading of what is taken: some days and kinds, newest first. */
void rollup_dirty_taken(const struct writer *w, struct db_rows **taken);

/* Collect the end of the marks of days (an array) that are built. */
void rollup_dirty_built(const struct writer *w, const char *kind,
			const char *days);

/* Is any day of the shop marked?  As db_read(). */
int rollup_dirty_find(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *found, struct xn_error *err);

#endif
