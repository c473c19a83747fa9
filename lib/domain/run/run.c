#include <string.h>

#include "base/count.h"
#include "domain/run/breaker.h"
#include "domain/run/run.h"

static const char *const type_names[] = {
	[RUN_FULL_SYNC] = "full-sync",
	[RUN_DELTA] = "delta",
	[RUN_ERASE] = "erase",
	[RUN_AGREEMENTS] = "agreements",
	[RUN_RECONCILE] = "reconcile",
};

static const char *const status_names[] = {
	[RUN_STATUS_PENDING] = "pending",
	[RUN_STATUS_RUNNING] = "running",
	[RUN_STATUS_SUCCESS] = "success",
	[RUN_STATUS_FAILED] = "failed",
};

const char *run_type_name(enum run_type type)
{
	return type_names[type];
}

const char *run_status_name(enum run_status status)
{
	return status_names[status];
}

static int index_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

int run_type_parse(const char *name, enum run_type *type)
{
	int i = index_of(name, type_names, COUNT_OF(type_names));

	if (i < 0)
		return -1;
	*type = (enum run_type)i;
	return 0;
}

#define RUN_COLUMNS							\
	" run_id, shop_id, type, status, phase, rows_read, rows_stored," \
	" coalesce(rows_expected, -1) AS rows_expected, detail, error,"	\
	" requested_by," DB_US_AS("created_at") ","			\
	DB_US_AS("started_at") "," DB_US_AS("finished_at") ","		\
	DB_US_AS("heartbeat_at") " "

static void run_from_row(const struct db_rows *rows, int i,
			 struct run *out)
{
	*out = (struct run){
		.id = db_int64(rows, i, "run_id"),
		.shop_id = db_int64(rows, i, "shop_id"),
		.phase = db_text_or_null(rows, i, "phase"),
		.rows_read = db_int64(rows, i, "rows_read"),
		.rows_stored = db_int64(rows, i, "rows_stored"),
		.rows_expected = db_int64(rows, i, "rows_expected"),
		.detail = db_text_or_null(rows, i, "detail"),
		.error = db_text_or_null(rows, i, "error"),
		.requested_by = db_text(rows, i, "requested_by"),
		.created_at = db_int64(rows, i, "created_at"),
		.started_at = db_int64(rows, i, "started_at"),
		.finished_at = db_int64(rows, i, "finished_at"),
		.heartbeat_at = db_int64(rows, i, "heartbeat_at"),
	};
	out->type = (enum run_type)index_of(db_text(rows, i, "type"),
		type_names, COUNT_OF(type_names));
	out->status = (enum run_status)index_of(db_text(rows, i, "status"),
		status_names, COUNT_OF(status_names));
}

static struct run *runs_from_rows(struct arena *a, const struct db_rows *rows,
				  size_t *count)
{
	struct run *runs;

	*count = (size_t)db_count(rows);
	runs = arena_alloc(a, (*count + 1) * sizeof(*runs));
	for (size_t i = 0; i < *count; i++)
		run_from_row(rows, (int)i, &runs[i]);
	return runs;
}

DB_QUERY(run_select_shop, 2,
	"SELECT connected, is_active, needs_reauth,"
	BREAKER_IS_OPEN "AS waits, failures"
	"  FROM shop JOIN shop_state USING (tenant_id, shop_id)"
	" WHERE tenant_id = $1 AND shop_id = $2");

DB_QUERY(run_insert, 4,
	"WITH wanted AS ("
	"	INSERT INTO ingest_run (tenant_id, shop_id, type, requested_by)"
	"	SELECT tenant_id, shop_id, $3::run_type, $4"
	"	  FROM shop JOIN shop_state USING (tenant_id, shop_id)"
	"	 WHERE tenant_id = $1 AND shop_id = $2 AND is_active"
	"	   AND connected AND NOT needs_reauth"
	"	   AND NOT ($4 = 'schedule' AND" BREAKER_IS_OPEN ")"
	"	ON CONFLICT (tenant_id, shop_id)"
	"		WHERE status IN ('pending', 'running') DO NOTHING"
	"	RETURNING run_id)"
	"SELECT run_id, directory_want_run(run_id) FROM wanted");

DB_QUERY(run_select_active, 2,
	"SELECT" RUN_COLUMNS "FROM ingest_run"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND status IN ('pending', 'running')");

static int check_shop(const struct db_rows *shop, struct xn_error *err)
{
	if (!db_bool(shop, 0, "connected"))
		return xn_fail_field(err, XN_REFUSED, "shopId",
			"The shop is not connected to Shopify");
	if (!db_bool(shop, 0, "is_active"))
		return xn_fail_field(err, XN_REFUSED, "shopId",
				     "The shop is switched off");
	if (db_bool(shop, 0, "needs_reauth"))
		return xn_fail_field(err, XN_REFUSED, "shopId",
			"Shopify no longer accepts the shop's access token");
	if (db_bool(shop, 0, "waits"))
		return xn_fail_field(err, XN_REFUSED, "shopId",
			"Shopify let the last runs down, %s in a row: it is"
			" tried again later", db_text(shop, 0, "failures"));
	return 0;
}

int run_create(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, enum run_type type, const char *requested_by,
	       struct run *out, bool *created, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct db_rows *found, *wanted, *active;

	db_begin(db, tenant_id);
	if (strcmp(requested_by, "schedule") != 0)
		breaker_queue_clear(db, a, tenant_id, shop_id);
	db_queue(db, a, &run_select_shop, DB_ARGS(tenant, shop), &found);
	db_queue(db, a, &run_insert,
		 DB_ARGS(tenant, shop, type_names[type], requested_by),
		 &wanted);
	db_queue(db, a, &run_select_active, DB_ARGS(tenant, shop), &active);
	if (db_commit(db, err))
		return -1;
	if (db_count(found) == 0)
		return xn_fail_field(err, XN_NOT_FOUND, "shopId",
				     "shopId: no such shop");
	if (db_count(active) == 0) {
		if (check_shop(found, err))
			return -1;
		/* Another run was in the way, and ended just now. */
		return xn_fail(err, XN_UNAVAILABLE, "try again");
	}
	run_from_row(active, 0, out);
	*created = db_count(wanted) == 1;
	return 0;
}

DB_QUERY(run_select, 2,
	"SELECT" RUN_COLUMNS "FROM ingest_run"
	" WHERE tenant_id = $1 AND run_id = $2");

int run_get(struct db *db, struct arena *a, int64_t tenant_id,
	    int64_t run_id, struct run *out, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &run_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, run_id)),
		err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such run");
	run_from_row(rows, 0, out);
	return 0;
}

DB_QUERY(run_select_page, 4,
	"SELECT" RUN_COLUMNS "FROM ingest_run"
	" WHERE tenant_id = $1 AND ($2::bigint IS NULL OR shop_id = $2)"
	"   AND run_id < coalesce($3::bigint, 9223372036854775807)"
	" ORDER BY run_id DESC LIMIT $4");

int run_list(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, int64_t before, int limit,
	     struct run **out, size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &run_select_page,
		DB_ARGS(db_arg_int64(a, tenant_id),
			shop_id ? db_arg_int64(a, shop_id) : NULL,
			before ? db_arg_int64(a, before) : NULL,
			db_arg_int64(a, limit)), err);

	if (!rows)
		return -1;
	*out = runs_from_rows(a, rows, count);
	return 0;
}

DB_QUERY(run_select_newest, 3,
	"SELECT coalesce(max(run_id), 0) AS run_id FROM ingest_run"
	" WHERE tenant_id = $1 AND shop_id = $2 AND type = $3::run_type");

int run_find_newest(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, enum run_type type, int64_t *run_id,
		    struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &run_select_newest,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			type_names[type]), err);

	if (!rows)
		return -1;
	*run_id = db_int64(rows, 0, "run_id");
	return 0;
}

/* $2 is 0 for all shops. */
DB_QUERY(run_select_latest, 2,
	"SELECT latest.* FROM shop s CROSS JOIN LATERAL ("
	"	SELECT" RUN_COLUMNS "FROM ingest_run r"
	"	 WHERE r.tenant_id = s.tenant_id AND r.shop_id = s.shop_id"
	"	 ORDER BY run_id DESC LIMIT 1) AS latest"
	" WHERE s.tenant_id = $1 AND ($2::bigint = 0 OR s.shop_id = $2)");

void run_queue_latest(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct db_rows **rows)
{
	db_queue(db, a, &run_select_latest,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		 rows);
}

struct run *run_latest_of_shop(struct arena *a, const struct db_rows *rows,
			       int64_t shop_id)
{
	int i = db_find_int64(rows, "shop_id", shop_id);
	struct run *run;

	if (i < 0)
		return NULL;
	run = arena_alloc(a, sizeof(*run));
	run_from_row(rows, i, run);
	return run;
}
