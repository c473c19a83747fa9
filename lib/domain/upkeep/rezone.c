#include "domain/upkeep/verify.h"

#include "domain/upkeep/rezone.h"

DB_QUERY(rezone_set, 2,
	"UPDATE shop_state t SET timezone = s.timezone FROM shop s"
	" WHERE t.tenant_id = $1 AND t.shop_id = $2"
	"   AND s.tenant_id = $1 AND s.shop_id = $2"
	" RETURNING t.timezone");

static int move(struct writer *w, struct db_rows *const *lock,
		struct xn_error *err)
{
	struct db_rows *set;

	if (db_flush(w->db, err) || writer_locked(w, *lock, err))
		return -1;
	db_queue(w->db, w->arena, &rezone_set,
		 DB_ARGS(w->tenant_id, w->shop_id), &set);
	if (db_flush(w->db, err))
		return -1;
	w->timezone = db_text(set, 0, "timezone");
	return verify_rebuild(w, err) || db_commit(w->db, err) ? -1 : 0;
}

int rezone(struct db *db, struct arena *a, int64_t tenant_id, int64_t shop_id,
	   const char **zone, struct xn_error *err)
{
	struct db_rows *lock;
	struct writer w;

	db_begin(db, tenant_id);
	writer_lock(&w, db, a, tenant_id, shop_id, false, &lock);
	if (move(&w, &lock, err)) {
		db_rollback(db);
		return -1;
	}
	*zone = w.timezone;
	return 0;
}

DB_QUERY(rezone_wanted, 2,
	"SELECT FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"
	" WHERE tenant_id = $1 AND shop_id = $2 AND s.timezone <> t.timezone");

int rezone_is_due(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool *due, struct xn_error *err)
{
	struct db_rows *wanted =
		db_read(db, a, tenant_id, &rezone_wanted,
			DB_ARGS(db_arg_int64(a, tenant_id),
				db_arg_int64(a, shop_id)), err);

	if (!wanted)
		return -1;
	*due = db_count(wanted) > 0;
	return 0;
}
