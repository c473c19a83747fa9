#include "domain/run/breaker.h"
#include "domain/run/work.h"

DB_QUERY(run_select_wanted, 1,
	"SELECT tenant_id, run_id"
	"  FROM directory_list_runs($1::integer * interval '1 second')");

struct db_rows *run_list_wanted(struct db *db, struct arena *a, int age_s,
				struct xn_error *err)
{
	return db_read(db, a, 0, &run_select_wanted,
		       DB_ARGS(db_arg_int64(a, age_s)), err);
}

/*
 * Only the holder of the shop's lease, and only what is not finished.  What
 * has to be erased is never given up.
 */
#define GIVEN_UP "attempts >= $4::integer AND type <> 'erase'"

DB_QUERY(run_update_start, 4,
	"UPDATE ingest_run r"
	"   SET status = CASE WHEN " GIVEN_UP
	"		THEN 'failed' ELSE 'running' END::run_status,"
	"       error = CASE WHEN " GIVEN_UP
	"		THEN 'Given up: it was begun ' || attempts ||"
	"		     ' times and never came to an end' END,"
	"       finished_at = CASE WHEN " GIVEN_UP " THEN now() END,"
	"       attempts = attempts + 1,"
	"       holder = $3, heartbeat_at = now(),"
	"       started_at = coalesce(started_at, now())"
	" WHERE tenant_id = $1 AND run_id = $2"
	"   AND status IN ('pending', 'running')"
	"   AND EXISTS (SELECT FROM sync_lease l"
	"	WHERE l.tenant_id = r.tenant_id AND l.shop_id = r.shop_id"
	"	  AND l.holder = $3 AND l.expires_at > now())"
	" RETURNING status");

DB_QUERY(run_forget, 1, "SELECT directory_take_run($1::bigint)");

/* It is over, one way or another: nobody needs to find it any more. */
static int forget(struct db *db, struct arena *a, int64_t tenant_id,
		  const char *run, struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &run_forget, DB_ARGS(run), NULL);
	return db_commit(db, err);
}

int run_start(struct db *db, struct arena *a, int64_t tenant_id,
	      int64_t run_id, const char *holder, struct run *out,
	      struct xn_error *err)
{
	const char *run = db_arg_int64(a, run_id);
	struct xn_error ignored = { 0 };
	struct db_rows *started;
	int rc;

	db_begin(db, tenant_id);
	db_queue(db, a, &run_update_start,
		 DB_ARGS(db_arg_int64(a, tenant_id), run, holder,
			 db_arg_int64(a, RUN_MAX_ATTEMPTS)), &started);
	if (db_commit(db, err))
		return -1;
	rc = run_get(db, a, tenant_id, run_id, out, err);
	if (rc && err->code != XN_NOT_FOUND)
		return -1;
	if (rc || out->status == RUN_STATUS_SUCCESS ||
	    out->status == RUN_STATUS_FAILED)
		forget(db, a, tenant_id, run, &ignored);
	if (rc)
		return -1;
	if (db_count(started) == 0)
		return xn_fail(err, XN_CONFLICT,
			       "the run is finished or another process has it");
	if (out->status == RUN_STATUS_FAILED)
		return xn_fail(err, XN_REFUSED, "the run was begun too often");
	return 0;
}

DB_QUERY(run_update_progress, 8,
	"UPDATE ingest_run"
	"   SET phase = coalesce($4, phase), detail = coalesce($5, detail),"
	"       rows_read = $6, rows_stored = $7, rows_expected = $8,"
	"       heartbeat_at = now()"
	" WHERE tenant_id = $1 AND run_id = $2 AND holder = $3"
	"   AND status = 'running'");

static int lost(struct xn_error *err)
{
	return xn_fail(err, XN_CONFLICT, "the run was taken over or removed");
}

int run_progress(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t run_id, const char *holder,
		 const struct run_progress *progress, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &run_update_progress,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, run_id),
			 holder, progress->phase, progress->detail,
			 db_arg_int64(a, progress->rows_read),
			 db_arg_int64(a, progress->rows_stored),
			 progress->rows_expected < 0 ? NULL :
			 db_arg_int64(a, progress->rows_expected)), &rows);
	if (db_commit(db, err))
		return -1;
	return db_affected(rows) == 1 ? 0 : lost(err);
}

DB_QUERY(run_update_put_back, 3,
	"UPDATE ingest_run"
	"   SET status = 'pending', attempts = attempts - 1, holder = NULL,"
	"       started_at = NULL, heartbeat_at = NULL, phase = NULL,"
	"       detail = NULL, rows_read = 0, rows_stored = 0,"
	"       rows_expected = NULL"
	" WHERE tenant_id = $1 AND run_id = $2 AND holder = $3"
	"   AND status = 'running'");

int run_put_back(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t run_id, const char *holder, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &run_update_put_back,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, run_id),
			 holder), &rows);
	if (db_commit(db, err))
		return -1;
	return db_affected(rows) == 1 ? 0 : lost(err);
}

/* The shop's state before its run, as who disconnects or deletes the shop. */
DB_QUERY(run_wait, 2,
	"SELECT FROM ingest_run r JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE r.tenant_id = $1 AND r.run_id = $2"
	"   FOR NO KEY UPDATE OF st");

DB_QUERY(run_update_finish, 5,
	"WITH finished AS ("
	"	UPDATE ingest_run"
	"	   SET status = CASE WHEN $5::text IS NULL"
	"			THEN 'success' ELSE 'failed' END::run_status,"
	"	       detail = coalesce($4, detail), error = $5,"
	"	       finished_at = now(), heartbeat_at = now(),"
	"	       rows_expected = CASE WHEN $5::text IS NULL"
	"			AND rows_expected IS NOT NULL"
	"			THEN rows_read ELSE rows_expected END"
	"	 WHERE tenant_id = $1 AND run_id = $2 AND holder = $3"
	"	   AND status = 'running'"
	"	RETURNING tenant_id, shop_id, status)"
	", synced AS ("
	"	UPDATE shop_state SET last_sync_at = now(),"
	BREAKER_CLEARED
	"	  FROM finished"
	"	 WHERE shop_state.tenant_id = finished.tenant_id"
	"	   AND shop_state.shop_id = finished.shop_id"
	"	   AND finished.status = 'success')"
	"SELECT shop_id, directory_take_run($2::bigint) FROM finished");

int run_finish(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t run_id, const char *holder, const char *detail,
	       const char *error, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *run = db_arg_int64(a, run_id);
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &run_wait, DB_ARGS(tenant, run), NULL);
	db_queue(db, a, &run_update_finish,
		 DB_ARGS(tenant, run, holder, detail, error), &rows);
	if (db_commit(db, err))
		return -1;
	return db_count(rows) == 1 ? 0 : lost(err);
}
