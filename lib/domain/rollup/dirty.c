#include "domain/rollup/dirty.h"

DB_QUERY(rollup_dirty_mark_all, 2,
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
	db_queue(w->db, w->arena, &rollup_dirty_mark_all,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
}

DB_QUERY(rollup_dirty_exist, 2,
	"SELECT FROM rollup_dirty"
	" WHERE tenant_id = $1 AND shop_id = $2 LIMIT 1");

int rollup_dirty_find(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *found, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &rollup_dirty_exist,
				       DB_ARGS(db_arg_int64(a, tenant_id),
					       db_arg_int64(a, shop_id)),
				       err);

	if (!rows)
		return -1;
	*found = db_count(rows) > 0;
	return 0;
}
