#include "base/count.h"
#include "domain/upkeep/sweep.h"

#define SOME "10000"

/* $3 days. */
#define SWEEP(table, which)						\
	"DELETE FROM " table " WHERE ctid = ANY (ARRAY("		\
	"	SELECT t.ctid FROM " table " t"				\
	"	 WHERE t.tenant_id = $1 AND t.shop_id = $2 AND " which	\
	"	 LIMIT " SOME "))"
#define OLDER(column) column " < now() - make_interval(days => $3::int)"

DB_QUERY(sweep_deliveries, 3, SWEEP("delivery", OLDER("t.received_at")));
DB_QUERY(sweep_dead_letters, 3, SWEEP("dead_letter", OLDER("t.replayed_at")));
DB_QUERY(sweep_runs, 3, SWEEP("ingest_run", OLDER("t.finished_at")
	" AND EXISTS (SELECT FROM ingest_run later"
	"	WHERE later.tenant_id = $1 AND later.shop_id = $2"
	"	  AND later.run_id > t.run_id)"));

static const struct db_query *const sweeps[] = {
	&sweep_deliveries, &sweep_dead_letters, &sweep_runs,
};

int sweep_shop(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, int days, int64_t *swept,
	       struct xn_error *err)
{
	struct db_args args = DB_ARGS(db_arg_int64(a, tenant_id),
				      db_arg_int64(a, shop_id),
				      db_arg_int64(a, days));
	size_t n = COUNT_OF(sweeps);
	int64_t deleted;

	*swept = 0;
	for (size_t i = 0; i < n; i += deleted == 0) {
		struct db_rows *rows;

		db_begin(db, tenant_id);
		db_queue(db, a, sweeps[i], args, &rows);
		if (db_commit(db, err))
			return -1;
		deleted = db_affected(rows);
		*swept += deleted;
	}
	return 0;
}

DB_QUERY(sweep_select_tenants, 0,
	"SELECT tenant_id FROM directory_list_tenants()");

struct db_rows *sweep_list_tenants(struct db *db, struct arena *a,
				   struct xn_error *err)
{
	return db_read(db, a, 0, &sweep_select_tenants, DB_NO_ARGS, err);
}

/* Others are emptied by who carries them out; one that is not done waits. */
DB_QUERY(sweep_requests, 2,
	"UPDATE privacy_request SET customer_id = NULL, email = NULL,"
	"       phone = NULL, order_ids = '{}',"
	"       done_at = coalesce(done_at, now()),"
	"       outcome = coalesce(outcome, 'nobody read it in time')"
	" WHERE tenant_id = $1"
	"   AND (kind = 'data_request' OR done_at IS NOT NULL)"
	"   AND coalesce(done_at, received_at + interval '30 days')"
	"	< now() - make_interval(days => $2::int)"
	"   AND (num_nonnulls(customer_id, email, phone) > 0"
	"	OR order_ids <> '{}')");

DB_QUERY(sweep_invitations, 1,
	"DELETE FROM invitation WHERE tenant_id = $1 AND expires_at < now()");

int sweep_persons(struct db *db, struct arena *a, int64_t tenant_id, int days,
		  int64_t *swept, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	struct db_rows *requests, *invitations;

	db_begin(db, tenant_id);
	db_queue(db, a, &sweep_requests,
		 DB_ARGS(tenant, db_arg_int64(a, days)), &requests);
	db_queue(db, a, &sweep_invitations, DB_ARGS(tenant), &invitations);
	if (db_commit(db, err))
		return -1;
	*swept = db_affected(requests) + db_affected(invitations);
	return 0;
}

/* Nobody may delete of it, but for what is old: sql/deploy/audit_sweep.sql. */
DB_QUERY(sweep_audit_events, 1, "SELECT audit_sweep($1::int) AS swept");

int sweep_audit(struct db *db, struct arena *a, int64_t tenant_id, int days,
		int64_t *swept, struct xn_error *err)
{
	struct db_args args = DB_ARGS(db_arg_int64(a, days));
	struct db_rows *rows;
	int64_t some;

	*swept = 0;
	do {
		db_begin(db, tenant_id);
		db_queue(db, a, &sweep_audit_events, args, &rows);
		if (db_commit(db, err))
			return -1;
		some = db_int64(rows, 0, "swept");
		*swept += some;
	} while (some);
	return 0;
}
