#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#include "wrap/db_impl.h"

#define CONNECT_US (1 * 1000000)	/* to one host */
#define RETRY_FIRST_US (100 * 1000)
#define RETRY_MOST_US (2 * 1000000)

void db_answer_by(struct db *db, int64_t by_us)
{
	db->answer_by_us = by_us;
}

bool db_has_time(const struct db *db, int64_t us)
{
	return !db->answer_by_us || clock_mono_us() + us < db->answer_by_us;
}

/* So much from now, or when all has to be answered. */
static int64_t deadline_in(const struct db *db, int64_t us)
{
	return db_has_time(db, us) ? clock_mono_us() + us : db->answer_by_us;
}

int64_t db_deadline(const struct db *db)
{
	return deadline_in(db, (int64_t)db->options.timeout_ms * 1000);
}

static int poll_until(int fd, short events, int64_t deadline_us)
{
	struct pollfd ready = { .fd = fd, .events = events };
	int64_t left = deadline_us - clock_mono_us();

	if (left <= 0)
		return 0;
	return poll(&ready, 1, (int)(left / 1000) + 1);
}

int db_wait_input(struct db *db, int64_t deadline_us)
{
	while (PQisBusy(db->conn)) {
		int unsent = PQflush(db->conn);
		int64_t began = clock_mono_us();
		int ready;

		if (unsent < 0)
			goto lost;
		ready = poll_until(PQsocket(db->conn),
				   unsent ? POLLIN | POLLOUT : POLLIN,
				   deadline_us);
		db->waited_us += clock_mono_us() - began;
		if (ready == 0) {
			log_error("db: no answer in time");
			db_drop(db);
			/* Not worth another try just now: others wait. */
			db->lost = false;
			db->retry_at_us = clock_mono_us() +
					  db->retry_pause_us;
			return -1;
		}
		if (ready > 0 && !PQconsumeInput(db->conn))
			goto lost;
	}
	return 0;
lost:
	log_error("db: %s", PQerrorMessage(db->conn));
	db_drop(db);
	return -1;
}

int64_t db_waited_us(const struct db *db)
{
	return db->waited_us;
}

void db_sleep(struct db *const dbs[], int n, int timeout_ms)
{
	struct pollfd ready[8];
	nfds_t count = 0;

	for (int i = 0; i < n && count < 8; i++) {
		if (!dbs[i]->conn)
			return;		/* lost: there is nothing to wait for */
		ready[count].fd = PQsocket(dbs[i]->conn);
		ready[count++].events = PQflush(dbs[i]->conn) > 0
						? POLLIN | POLLOUT : POLLIN;
	}
	poll(ready, count, timeout_ms);
}

/*
 * Generic plans: planning anew for each value costs more than most of these
 * statements, and for a shop that statistics do not know yet it picks badly.
 * Keepalives of both sides: what a host held that is gone is to end, too, and
 * soon what is done for a client that has hung up, for there may be many
 * statements of it, each within its own time.
 */
static PGconn *connect_start(const struct db_options *o,
			     const struct db_hosts *hosts)
{
	char limits[512];
	const char *const keys[] = {
		"dbname", "host", "hostaddr", "port", "application_name",
		"options", "tcp_user_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "client_encoding",
		NULL
	};
	const char *values[] = {
		o->url, hosts->host, hosts->hostaddr, hosts->port, o->program,
		limits, "3000", "2", "1", "2", "UTF8", NULL
	};

	snprintf(limits, sizeof(limits),
		 "-c statement_timeout=%d -c lock_timeout=%d "
		 "-c client_min_messages=warning -c timezone=UTC "
		 "-c datestyle=ISO -c jit=off "
		 "-c plan_cache_mode=force_generic_plan "
		 "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 "
		 "-c tcp_keepalives_count=3 "
		 "-c client_connection_check_interval=500",
		 o->timeout_ms - o->timeout_ms / 8,
		 o->timeout_ms - o->timeout_ms / 4);
	return PQconnectStartParams(keys, values, 1);
}

/* 1: connected; 0: a host took too long; -1: none will have us. */
static int connect_finish(PGconn *conn, int64_t deadline)
{
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;

	while (state != PGRES_POLLING_OK) {
		short events = state == PGRES_POLLING_READING ? POLLIN
							      : POLLOUT;

		if (state == PGRES_POLLING_FAILED ||
		    PQstatus(conn) == CONNECTION_BAD)
			return -1;
		if (poll_until(PQsocket(conn), events, deadline) == 0) {
			log_error("db: no connection to %s in time",
				  PQhost(conn));
			return 0;
		}
		state = PQconnectPoll(conn);
	}
	return 1;
}

/*
 * libpq goes on to the next host when one refuses, but stays with one that says
 * nothing: that is the last of them from then on.
 */
static int connect_any(struct db *db)
{
	struct arena *a = arena_new(1024);
	struct db_hosts hosts;
	int rc, tries = 0;

	do {
		PQfinish(db->conn);
		hosts = db_hosts_of(a, db->options.url, db->host);
		db->conn = connect_start(&db->options, &hosts);
		if (!db->conn)
			abort();
		rc = connect_finish(db->conn, deadline_in(db, CONNECT_US));
		if (rc == 0)
			db->host = (db->host + 1) % hosts.count;
	} while (rc == 0 && ++tries < hosts.count && db_has_time(db, 0));
	arena_free(a);
	return rc > 0 ? 0 : -1;
}

static void log_notice(void *arg, const char *message)
{
	(void)arg;
	log_warn("db: %s", message);
}

static int simple_command(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	if (!ok)
		log_error("db: setup: %s", PQresultErrorMessage(result));
	PQclear(result);
	return ok ? 0 : -1;
}

/* A schema without migrations has no such table. */
static bool is_told(const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return PQresultStatus(result) == PGRES_TUPLES_OK ||
	       (state && !strncmp(state, "42", 2));
}

/*
 * Programs that are newer than the schema may not write, though every statement
 * can be prepared: what a migration fills it adds up from what was there.
 */
static int check_change(struct db *db, struct xn_error *err)
{
	const char *const change[] = { db->options.change };
	bool is_answered = false, is_there = false;
	PGresult *result = NULL;

	PQsendQueryParams(db->conn, "SELECT FROM sqitch.changes"
			  " WHERE project = 'xeno' AND change = $1", 1, NULL,
			  change, NULL, NULL, 0);
	do {
		if (db_wait_input(db, db_deadline(db)))
			break;
		result = PQgetResult(db->conn);
		is_answered = is_answered || (result && is_told(result));
		is_there = is_there || PQntuples(result) > 0;
		PQclear(result);
	} while (result);
	if (is_there)
		return 0;
	if (!is_answered)
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	log_error("the schema lacks %s: run scripts/migrate", change[0]);
	db->why = "the schema is being updated";
	return xn_fail(err, XN_UNAVAILABLE, "%s", db->why);
}

static int connect_now(struct db *db, struct xn_error *err)
{
	if (connect_any(db)) {
		log_error("db: %s", PQerrorMessage(db->conn));
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	}
	PQsetNoticeProcessor(db->conn, log_notice, NULL);
	if (db->options.change && check_change(db, err))
		return -1;
	if (db->options.setup && simple_command(db->conn, db->options.setup))
		return xn_fail(err, XN_INTERNAL, "internal error");
	PQsetnonblocking(db->conn, 1);
	PQenterPipelineMode(db->conn);
	return db_prepare_transactions(db, err);
}

void db_drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	db->open = db->aborted = false;
	db->npending = 0;
	memset(db->prepared, 0, db->nstatements * sizeof(*db->prepared));
	db->lost = true;
}

void db_abandon(struct db *db)
{
	if (db->conn)
		db_drop(db);
}

/* A server that went away shows as end of file on an idle connection. */
static bool still_there(struct db *db)
{
	struct pollfd idle = { .fd = PQsocket(db->conn), .events = POLLIN };

	/* A parting message comes before the end of file: read both. */
	while (poll(&idle, 1, 0) > 0)
		if (!PQconsumeInput(db->conn) ||
		    PQstatus(db->conn) != CONNECTION_OK)
			return false;
	return true;
}

void db_renew(struct db *db)
{
	db->outdated = true;
}

/* One that is outdated as soon as it is there is not renewed at once. */
static bool is_due(const struct db *db)
{
	return db->outdated && clock_mono_us() >= db->renew_at_us;
}

int db_ready(struct db *db, struct xn_error *err)
{
	if (!db_has_time(db, 0))
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	if (db->conn && !db->open && (is_due(db) || !still_there(db)))
		db_drop(db);
	if (db->conn)
		return 0;
	if (clock_mono_us() < db->retry_at_us)
		return xn_fail(err, XN_UNAVAILABLE, "%s", db->why);
	if (db->outdated)
		db->renew_at_us = clock_mono_us() + RETRY_MOST_US;
	db->outdated = false;
	db->why = "database unavailable";
	if (connect_now(db, err) == 0) {
		db->retry_pause_us = RETRY_FIRST_US;
		return 0;
	}
	if (db->conn)
		db_drop(db);
	db->retry_at_us = clock_mono_us() + db->retry_pause_us;
	if (db->retry_pause_us < RETRY_MOST_US)
		db->retry_pause_us *= 2;
	return -1;
}

struct db *db_open(const struct db_options *options, struct xn_error *err)
{
	struct db *db = calloc(1, sizeof(*db));
	int rc;

	if (!db)
		abort();
	db->nstatements = db_number_statements();
	db->prepared = calloc(db->nstatements + 1, sizeof(*db->prepared));
	if (!db->prepared)
		abort();
	db->options = *options;
	db->retry_pause_us = RETRY_FIRST_US;
	rc = options->on_use ? 0 : db_ready(db, err);
	if (rc && db->conn)
		db_drop(db);
	if (rc == 0 || err->code == XN_UNAVAILABLE)
		return db;
	db_close(db);
	return NULL;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	PQfinish(db->conn);
	free(db->pending);
	free(db->prepared);
	free(db);
}
