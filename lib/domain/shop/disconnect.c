#include "domain/rollup/writer.h"

#include "domain/shop/disconnect.h"

DB_QUERY(shop_disconnect_release, 1,
	"SELECT directory_disconnect_shop($1::bigint)");

DB_QUERY(shop_disconnect_seal, 2,
	"UPDATE shop SET is_active = false, access_token = NULL,"
	"       refresh_token = NULL, token_expires_at = NULL,"
	"       refresh_expires_at = NULL, api_secret = NULL"
	" WHERE tenant_id = $1 AND shop_id = $2");

DB_QUERY(shop_disconnect_stop, 2,
	"WITH stopped AS ("
	"	UPDATE ingest_run SET status = 'failed', finished_at = now(),"
	"	       error = 'The shop was disconnected'"
	"	 WHERE tenant_id = $1 AND shop_id = $2 AND type <> 'erase'"
	"	   AND status IN ('pending', 'running')"
	"	RETURNING run_id)"
	"SELECT directory_take_run(run_id) FROM stopped");

int shop_disconnect(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, struct xn_error *err)
{
	struct db_rows *lock;
	struct db_args key;
	struct writer w;

	db_begin(db, tenant_id);
	writer_lock_former(&w, db, a, tenant_id, shop_id, &lock);
	key = DB_ARGS(w.tenant_id, w.shop_id);
	db_queue(db, a, &shop_disconnect_release, DB_ARGS(w.shop_id), NULL);
	db_queue(db, a, &shop_disconnect_seal, key, NULL);
	db_queue(db, a, &shop_disconnect_stop, key, NULL);
	return db_commit(db, err);
}

DB_QUERY(shop_disconnect_list, 1,
	"SELECT tenant_id, shop_id"
	"  FROM directory_list_disconnected($1::integer * interval '1 day')");

int shop_list_disconnected(struct db *db, struct arena *a, int days,
			   struct shop_key **out, size_t *count,
			   struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &shop_disconnect_list,
				       DB_ARGS(db_arg_int64(a, days)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = (struct shop_key){
			db_int64(rows, (int)i, "tenant_id"),
			db_int64(rows, (int)i, "shop_id"),
		};
	return 0;
}
