#include "domain/run/lease.h"

/* Free, run out, or one's own: taken.  Anybody else's: no row changes. */
DB_QUERY(lease_upsert, 4,
	"INSERT INTO sync_lease AS l (tenant_id, shop_id, holder, expires_at)"
	" VALUES ($1, $2, $3, now() + make_interval(secs => $4::integer))"
	" ON CONFLICT (tenant_id, shop_id) DO UPDATE"
	"   SET holder = excluded.holder, expires_at = excluded.expires_at,"
	"       taken_at = now()"
	" WHERE l.expires_at <= now() OR l.holder = excluded.holder");

int lease_take(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, const char *holder, int ttl_s, bool *taken,
	       struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &lease_upsert,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 holder, db_arg_int64(a, ttl_s)), &rows);
	if (db_commit(db, err))
		return -1;
	*taken = db_affected(rows) == 1;
	return 0;
}

DB_QUERY(lease_update, 4,
	"UPDATE sync_lease"
	"   SET expires_at = now() + make_interval(secs => $4::integer)"
	" WHERE tenant_id = $1 AND shop_id = $2 AND holder = $3");

int lease_renew(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const char *holder, int ttl_s,
		struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &lease_update,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 holder, db_arg_int64(a, ttl_s)), &rows);
	if (db_commit(db, err))
		return -1;
	if (db_affected(rows) == 0)
		return xn_fail(err, XN_CONFLICT,
			       "another process has the shop now");
	return 0;
}

DB_QUERY(lease_delete, 3,
	"DELETE FROM sync_lease"
	" WHERE tenant_id = $1 AND shop_id = $2 AND holder = $3");

int lease_release(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *holder, struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &lease_delete,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 holder), NULL);
	return db_commit(db, err);
}

DB_QUERY(lease_select, 2,
	"SELECT holder FROM sync_lease"
	" WHERE tenant_id = $1 AND shop_id = $2");

int lease_holder(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, const char **holder, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &lease_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	*holder = db_count(rows) ? db_text(rows, 0, "holder") : NULL;
	return 0;
}
