#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/log.h"

#include "wrap/db_impl.h"
#include "wrap/writes.h"

/* No tenant's, as yet; what is written for two is noted as for all (0). */
#define NOBODY (-1)

#define UNAVAILABLE "database unavailable"
/* All was checked at start, so it is another schema than it was then. */
#define UPDATED "the schema is being updated"
#define READ_ONLY "25006"

/* Which of our codes a SQLSTATE, or its class, stands for, and what is said. */
static const struct failure {
	const char *state;
	enum xn_code code;
	const char *sentence;
} failures[] = {
	{ "08", XN_UNAVAILABLE, UNAVAILABLE },	/* connection */
	{ "53", XN_UNAVAILABLE, UNAVAILABLE },	/* disk full, no memory, ... */
	{ "57P", XN_UNAVAILABLE, UNAVAILABLE },	/* shutdown, terminated */
	/* statement_timeout and lock_timeout */
	{ "57014", XN_UNAVAILABLE, "it took too long: ask for less, or later" },
	{ "55P03", XN_UNAVAILABLE, "it is being changed: try again" },
	{ "40", XN_UNAVAILABLE, UNAVAILABLE },	/* serialization, deadlock */
	{ "58", XN_UNAVAILABLE, UNAVAILABLE },	/* I/O */
	{ READ_ONLY, XN_UNAVAILABLE, UNAVAILABLE },	/* failed over */
	/* no such column, table, key, ...; a plan's result is another */
	{ "427", XN_UNAVAILABLE, UPDATED },
	{ "428", XN_UNAVAILABLE, UPDATED },
	{ "42P", XN_UNAVAILABLE, UPDATED },
	{ "0A000", XN_UNAVAILABLE, UPDATED },
	{ "23505", XN_CONFLICT, "already exists" },
	{ "23503", XN_CONFLICT, "already exists" },
	/* NOT NULL, CHECK; data exception */
	{ "23", XN_BAD_INPUT, "a value does not fit" },
	{ "22", XN_BAD_INPUT, "a value does not fit" },
};

static const struct failure *failure_of(const char *state)
{
	static const struct failure unknown = {
		.code = XN_INTERNAL, .sentence = "internal error",
	};
	size_t n = COUNT_OF(failures);

	if (!state)
		return &failures[0];
	for (size_t i = 0; i < n; i++)
		if (!strncmp(state, failures[i].state,
			     strlen(failures[i].state)))
			return &failures[i];
	return &unknown;
}

int db_note_failure(struct db *db, const PGresult *result,
		    const struct db_query *query, struct xn_error *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const struct failure *failure = failure_of(state);

	db->failed_query = query;
	/* By now the address may lead to the server that takes writes. */
	if (!strcmp(failure->sentence, UPDATED) ||
	    (db->may_write && state && !strcmp(state, READ_ONLY)))
		db_renew(db);
	if (query && query == db->guard.query && state &&
	    !strcmp(state, "22012"))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	/* A conflict is an answer, not a fault: the caller decides. */
	if (failure->code != XN_CONFLICT)
		log_error("db: %s: %s", query ? query->name : "transaction",
			  PQresultErrorMessage(result));
	return xn_fail(err, failure->code, "%s", failure->sentence);
}

static void pend(struct db *db, struct db_pending p)
{
	if (db->npending == db->room) {
		db->room = db->room ? 2 * db->room : 64;
		db->pending = realloc(db->pending, (size_t)db->room *
				      sizeof(*db->pending));
		if (!db->pending)
			abort();
	}
	db->pending[db->npending++] = p;
}

static void send_named(struct db *db, const char *name)
{
	if (PQsendQueryPrepared(db->conn, name, 0, NULL, NULL, NULL, 0))
		pend(db, (struct db_pending){ 0 });
	else
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

void db_set_tenant(struct db *db, int64_t tenant_id)
{
	char sql[64];

	if (db->broken.code)
		return;
	db->tenant_id = db->tenant_id == NOBODY || db->tenant_id == tenant_id
				? tenant_id : 0;
	/*
	 * The one literal that is ever written into SQL: a number, because a
	 * distributed database passes on SET LOCAL, but not set_config().
	 */
	snprintf(sql, sizeof(sql), "SET LOCAL xeno.tenant_id = '%lld'",
		 (long long)tenant_id);
	if (PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 0))
		pend(db, (struct db_pending){ 0 });
	else
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

void db_guard(struct db *db, const struct db_query *query,
	      struct db_args args)
{
	db->guard.query = query;
	db->guard.count = args.count;
	db->guard.asked = false;
	if (query && (args.count != query->nparams ||
		      args.count > DB_GUARD_ARGS)) {
		log_error("bug: the guard %s got %d parameters", query->name,
			  args.count);
		abort();
	}
	for (int i = 0; i < args.count; i++)
		db->guard.value[i] = args.value[i];
}

bool db_is_guarded(const struct db *db)
{
	return db->guard.query != NULL;
}

static void ask_guard(struct db *db)
{
	db_queue(db, NULL, db->guard.query,
		 (struct db_args){ db->guard.value, db->guard.count }, NULL);
	db->guard.asked = true;
}

int db_start(struct db *db, bool may_write, int64_t tenant_id)
{
	db->broken = (struct xn_error){ 0 };
	if (db->open)
		db_rollback(db);
	db->lost = false;
	db->failed_query = NULL;
	db->guard.asked = false;
	db->may_write = may_write;
	db->tenant_id = tenant_id;
	return db_ready(db, &db->broken);
}

static void begin(struct db *db, const char *how, int64_t tenant_id)
{
	if (db_start(db, !strcmp(how, "begin"), NOBODY))
		return;
	if (db->aborted)
		send_named(db, "rollback");
	db->aborted = false;
	db->open = true;
	send_named(db, how);
	if (!tenant_id)
		return;
	db_set_tenant(db, tenant_id);
	if (db->guard.query)
		ask_guard(db);
}

static void begin_or_go_on(struct db *db, const char *how, int64_t tenant_id)
{
	if (!db->snapshot)
		begin(db, how, tenant_id);
	else if (!db->open)
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

void db_begin(struct db *db, int64_t tenant_id)
{
	begin_or_go_on(db, "begin", tenant_id);
}

void db_begin_read(struct db *db, int64_t tenant_id)
{
	begin_or_go_on(db, "begin_read", tenant_id);
}

void db_snapshot_begin(struct db *db, int64_t tenant_id)
{
	begin(db, "begin_snapshot", tenant_id);
	db->snapshot = true;
}

/* In the trip in which it is first run. */
static void prepare(struct db *db, const struct db_query *query)
{
	if (db->prepared[*query->number])
		return;
	db->prepared[*query->number] = true;
	if (PQsendPrepare(db->conn, query->name, query->sql, query->nparams,
			  NULL))
		pend(db, (struct db_pending){ .query = query,
					      .prepares = true });
	else
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

void db_queue(struct db *db, struct arena *a, const struct db_query *query,
	      struct db_args args, struct db_rows **rows)
{
	if (args.count != query->nparams) {
		log_error("bug: %s takes %d parameters, got %d", query->name,
			  query->nparams, args.count);
		abort();
	}
	if (rows)
		*rows = NULL;
	if (db->broken.code)
		return;
	prepare(db, query);
	if (PQsendQueryPrepared(db->conn, query->name, args.count, args.value,
				NULL, NULL, 0))
		pend(db, (struct db_pending){ query, a, rows, false });
	else
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

static void clear_result(void *result)
{
	PQclear(result);
}

/* Take one statement's result; *failed says that an earlier one failed. */
static int take(struct db *db, const struct db_pending *p, bool *failed,
		struct xn_error *err)
{
	PGresult *result, *end;
	ExecStatusType status;

	if (db_wait_input(db, db_deadline(db)))
		return xn_fail(err, XN_UNAVAILABLE, UNAVAILABLE);
	result = PQgetResult(db->conn);
	status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		if (p->rows) {
			*p->rows = arena_alloc(p->arena, sizeof(**p->rows));
			(*p->rows)->result = result;
			(*p->rows)->next = arena_alloc(p->arena, sizeof(int));
			arena_defer(p->arena, clear_result, result);
			result = NULL;
		}
	} else {
		if (p->prepares)
			db->prepared[*p->query->number] = false;
		if (!*failed)
			db_note_failure(db, result, p->query, err);
		*failed = true;
	}
	PQclear(result);
	end = PQgetResult(db->conn);	/* NULL: the statement's end */
	PQclear(end);
	return 0;
}

void db_flush_start(struct db *db)
{
	if (db->broken.code)
		return;
	if (!PQpipelineSync(db->conn) || PQflush(db->conn) < 0)
		xn_fail(&db->broken, XN_UNAVAILABLE, UNAVAILABLE);
}

bool db_answered(struct db *db)
{
	return db->broken.code || PQflush(db->conn) < 0 ||
	       !PQconsumeInput(db->conn) || !PQisBusy(db->conn);
}

int db_flush_finish(struct db *db, struct xn_error *err)
{
	int n = db->npending;
	bool failed = false;

	if (db->broken.code) {
		*err = db->broken;
		if (db->conn && db->open)
			db_drop(db);	/* half a pipeline is collected */
		return -1;
	}
	db->npending = 0;
	for (int i = 0; i < n; i++)
		if (take(db, &db->pending[i], &failed, err))
			return -1;
	if (db_wait_input(db, db_deadline(db)))
		return xn_fail(err, XN_UNAVAILABLE, UNAVAILABLE);
	PQclear(PQgetResult(db->conn));		/* PGRES_PIPELINE_SYNC */
	if (!failed && db->guard.asked)
		db->guard.query = NULL;		/* it let them in */
	if (!failed)
		return 0;
	db->open = false;
	db->aborted = PQtransactionStatus(db->conn) == PQTRANS_INERROR;
	if (PQstatus(db->conn) == CONNECTION_BAD)
		db_drop(db);
	return -1;
}

int db_flush(struct db *db, struct xn_error *err)
{
	db_flush_start(db);
	return db_flush_finish(db, err);
}

/* So early that it is there even if this process ends before the answer. */
static void note_write(const struct db *db)
{
	if (db->may_write)
		writes_note(db->tenant_id == NOBODY ? 0 : db->tenant_id);
}

void db_commit_start(struct db *db)
{
	note_write(db);
	if (!db->broken.code && !db->snapshot)
		send_named(db, "commit");
	db_flush_start(db);
}

int db_commit_finish(struct db *db, struct xn_error *err)
{
	int rc = db_flush_finish(db, err);

	note_write(db);		/* a lost link may have committed, too */
	if (rc == 0)
		db->open = db->snapshot;
	return rc;
}

int db_commit(struct db *db, struct xn_error *err)
{
	db_commit_start(db);
	return db_commit_finish(db, err);
}

int db_snapshot_end(struct db *db, struct xn_error *err)
{
	db->snapshot = false;
	if (db->open)
		return db_commit(db, err);
	return xn_fail(err, XN_UNAVAILABLE, UNAVAILABLE);
}

void db_rollback(struct db *db)
{
	struct xn_error ignored = { 0 };

	if (!db->open || !db->conn)
		return;
	db->broken = (struct xn_error){ 0 };
	send_named(db, "rollback");
	db_flush(db, &ignored);
	db->open = false;
}

bool db_failed(const struct db *db, const struct db_query *query)
{
	return db->failed_query == query;
}

struct db_rows *db_read(struct db *db, struct arena *a, int64_t tenant_id,
			const struct db_query *query, struct db_args args,
			struct xn_error *err)
{
	struct db_rows *rows = NULL;

	for (int try = 0; try < 2; try++) {
		db_begin_read(db, tenant_id);
		db_queue(db, a, query, args, &rows);
		if (db_commit(db, err) == 0)
			return rows;
		if (!db->lost)
			break;
	}
	return NULL;
}
