#include "domain/rollup/dirty.h"

/* Orders and days that are taken, or built, at once; a day is built whole. */
#define TAKE_ORDERS "40000"
#define TAKE_DAYS "400"
#define SLICE_ORDERS "16000"
#define SLICE_DAYS "100"

#define STATE								\
	"shop AS MATERIALIZED ("					\
	"SELECT generation, (SELECT d.day FROM rollup_day d"		\
	"        WHERE d.tenant_id = $1 AND d.shop_id = $2"		\
	"          AND d.generation = s.generation AND d.orders > 0"	\
	"        ORDER BY d.day DESC LIMIT 1) AS last"			\
	"  FROM shop_state s WHERE tenant_id = $1 AND shop_id = $2)"

/* The newest marks m of whole days that satisfy, of each kind. */
#define NEWEST(orders, days, which)					\
	"(SELECT * FROM (SELECT row, day, kind, sum(orders)"		\
	"           OVER (PARTITION BY kind ORDER BY day DESC)"		\
	"             - orders AS sooner"				\
	"      FROM (SELECT ctid AS row, day, kind FROM rollup_dirty m"	\
	"             WHERE tenant_id = $1 AND shop_id = $2"		\
	"               AND kind <> " DIRTY_ORDER " AND " which		\
	"             ORDER BY day DESC LIMIT " days ") AS m"		\
	"      LEFT JOIN LATERAL (SELECT orders FROM rollup_day"	\
	"             WHERE tenant_id = $1 AND shop_id = $2"		\
	"               AND generation = (SELECT generation FROM shop)"	\
	"               AND day = m.day OFFSET 0) AS r ON true) AS n"	\
	"  WHERE coalesce(sooner, 0) < " orders ")"

/* Another mark m of the day of the mark o, of a kind that it satisfies. */
#define BESIDE(which)							\
	"EXISTS (SELECT FROM rollup_dirty m"				\
	"         WHERE m.tenant_id = $1 AND m.shop_id = $2"		\
	"           AND m.day = o.day AND " which ")"

/*
 * A day that is to be built by vendor is built whole, where it lacks orders;
 * and with a whole day's mark those of its orders have had their day.
 */
DB_QUERY(dirty_take_whole, 2,
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day)"
	"SELECT DISTINCT $1::bigint, $2::bigint, day FROM rollup_dirty o"
	" WHERE tenant_id = $1 AND shop_id = $2 AND NOT taken"
	"   AND kind = " DIRTY_VENDORS
	"   AND " BESIDE("m.kind = " DIRTY_ORDER " AND NOT m.taken")
	" ON CONFLICT DO NOTHING");
DB_QUERY(dirty_drop_orders, 2,
	"DELETE FROM rollup_dirty o"
	" WHERE tenant_id = $1 AND shop_id = $2 AND NOT taken"
	"   AND kind = " DIRTY_ORDER
	"   AND " BESIDE("m.kind = " DIRTY_ALL));
DB_QUERY(dirty_take_orders, 2,
	"UPDATE rollup_dirty o SET taken = true"
	" WHERE tenant_id = $1 AND shop_id = $2 AND NOT taken"
	"   AND kind = " DIRTY_ORDER
	"   AND NOT " BESIDE("m.kind = " DIRTY_ORDER " AND m.taken"));

/*
 * $3 whether more orders come.  Whoever changes a day that is taken marks it
 * once more; of such a one the second mark waits for the next time.
 */
DB_QUERY(dirty_take, 3,
	"WITH " STATE
	"UPDATE rollup_dirty SET taken = true WHERE ctid = ANY (ARRAY("
	"SELECT row FROM "
	NEWEST(TAKE_ORDERS, TAKE_DAYS, "NOT taken"
	       " AND (NOT $3::boolean OR day < (SELECT last FROM shop))"
	       " AND NOT EXISTS (SELECT FROM rollup_dirty t"
	       "    WHERE t.tenant_id = $1 AND t.shop_id = $2"
	       "      AND t.day = m.day AND t.kind = m.kind AND t.taken)")
	" AS newest))");

/*
 * Whoever took them.  What a day lacks is added before it is built by vendor,
 * which is from its facts, with all that there are.
 */
DB_QUERY(dirty_taken, 2,
	"WITH " STATE
	"SELECT day, kind FROM "
	NEWEST(SLICE_ORDERS, SLICE_DAYS, "taken AND (kind = " DIRTY_ALL
	       " OR NOT EXISTS (SELECT FROM rollup_dirty o"
	       "    WHERE o.tenant_id = $1 AND o.shop_id = $2"
	       "      AND o.day = m.day AND o.kind = " DIRTY_ORDER
	       "      AND o.taken))")
	" AS newest"
	" UNION ALL "
	"SELECT day, " DIRTY_ORDER
	"  FROM (SELECT DISTINCT day FROM rollup_dirty"
	"         WHERE tenant_id = $1 AND shop_id = $2 AND taken"
	"           AND kind = " DIRTY_ORDER
	"         ORDER BY day DESC LIMIT " SLICE_DAYS ") AS d");
/* $3 kind, $4 days: with a whole day all that it lacks is there. */
DB_QUERY(dirty_built, 4,
	"DELETE FROM rollup_dirty WHERE tenant_id = $1 AND shop_id = $2"
	"   AND taken AND day = ANY ($4::date[])"
	"   AND (kind = $3"
	"        OR ($3 = " DIRTY_ALL " AND kind = " DIRTY_ORDER "))");

void rollup_dirty_take(const struct writer *w, bool more_come)
{
	struct db_args shop = DB_ARGS(w->tenant_id, w->shop_id);

	db_queue(w->db, w->arena, &dirty_take_whole, shop, NULL);
	db_queue(w->db, w->arena, &dirty_drop_orders, shop, NULL);
	db_queue(w->db, w->arena, &dirty_take_orders, shop, NULL);
	db_queue(w->db, w->arena, &dirty_take,
		 DB_ARGS(w->tenant_id, w->shop_id, more_come ? "t" : "f"),
		 NULL);
}

void rollup_dirty_taken(const struct writer *w, struct db_rows **taken)
{
	db_queue(w->db, w->arena, &dirty_taken,
		 DB_ARGS(w->tenant_id, w->shop_id), taken);
}

void rollup_dirty_built(const struct writer *w, const char *kind,
			const char *days)
{
	db_queue(w->db, w->arena, &dirty_built,
		 DB_ARGS(w->tenant_id, w->shop_id, kind, days), NULL);
}

DB_QUERY(dirty_mark_all, 2,
	"INSERT INTO rollup_dirty (tenant_id, shop_id, day)"
	"SELECT $1::bigint, $2::bigint, local_day FROM ("
	"	SELECT local_day FROM sale_event"
	"	 WHERE tenant_id = $1 AND shop_id = $2"
	"	 UNION"
	"	SELECT local_day FROM orders"
	"	 WHERE tenant_id = $1 AND shop_id = $2 AND counted) AS d"
	" ON CONFLICT DO NOTHING");

void rollup_dirty_all(const struct writer *w)
{
	db_queue(w->db, w->arena, &dirty_mark_all,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
}

DB_QUERY(dirty_exist, 2,
	"SELECT FROM rollup_dirty"
	" WHERE tenant_id = $1 AND shop_id = $2 LIMIT 1");

int rollup_dirty_find(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *found, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &dirty_exist,
				       DB_ARGS(db_arg_int64(a, tenant_id),
					       db_arg_int64(a, shop_id)),
				       err);

	if (!rows)
		return -1;
	*found = db_count(rows) > 0;
	return 0;
}
