#include "domain/run/breaker.h"

bool breaker_counts(enum xn_code code)
{
	return code == XN_UNAVAILABLE || code == XN_REFUSED ||
	       code == XN_NOT_FOUND;
}

DB_QUERY(breaker_update, 2,
	"UPDATE shop_state SET failures = failures + 1,"
	"       next_attempt_at = now() + least(interval '10 minutes'"
	"		* power(2, least(failures, 10)), interval '4 hours')"
	"		* (1 - random() / 5)"
	" WHERE tenant_id = $1 AND shop_id = $2"
	" RETURNING extract(epoch FROM next_attempt_at - now())::bigint"
	"	AS wait_s");

int breaker_count(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, int64_t *wait_s, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &breaker_update, DB_ARGS(db_arg_int64(a, tenant_id),
		 db_arg_int64(a, shop_id)), &rows);
	if (db_commit(db, err))
		return -1;
	*wait_s = db_count(rows) ? db_int64(rows, 0, "wait_s") : 0;
	return 0;
}

DB_QUERY(breaker_clear, 2,
	"UPDATE shop_state SET" BREAKER_CLEARED
	" WHERE tenant_id = $1 AND shop_id = $2 AND failures > 0");

void breaker_queue_clear(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t shop_id)
{
	db_queue(db, a, &breaker_clear, DB_ARGS(db_arg_int64(a, tenant_id),
		 db_arg_int64(a, shop_id)), NULL);
}
