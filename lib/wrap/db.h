#ifndef WRAP_DB_H
#define WRAP_DB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * PostgreSQL, as the rest of the program sees it.  db_impl.h is the only
 * file that includes libpq-fe.h.
 *
 * Every statement is a named constant declared with DB_QUERY() right above
 * the function that runs it.  There is no way to run a string built at run
 * time.  db_open() can have the server parse every statement that is linked
 * into the program (`checks`, as a worker does), so a query that the schema
 * cannot run stops the process at start-up, not a request at noon.  A
 * connection prepares a statement when it first needs it, in the same trip:
 * all of them together are 60 MB of the server's memory, and where many
 * connect at once, seconds of its time.
 *
 * Statements travel in pipelines: db_begin() and db_queue() only collect,
 * db_flush() and db_commit() send all that was collected and wait for the
 * answers, one network round trip each.
 *
 *	struct db_rows *state, *days;
 *
 *	db_begin(db, tenant_id);
 *	db_queue(db, a, &shop_state_select, DB_ARGS(tenant, shop), &state);
 *	db_queue(db, a, &rollup_day_select, DB_ARGS(tenant, shop), &days);
 *	if (db_commit(db, err))
 *		return -1;
 *
 * Every wait has a deadline, whatever the server does: each trip's own, and for
 * who cannot wait for many, one of them all, db_answer_by().  A connection that
 * was lost is opened again, with a growing pause, by the next db_begin().
 */
struct db;
struct db_rows;

struct db_query {
	const char *name;	/* the identifier, also the server-side name */
	const char *sql;	/* parameters are $1 .. $nparams, all text */
	int nparams;
	unsigned *number;	/* of the program's: db_prepare.c's */
};

#define DB_QUERY(id, count, text)					\
	static unsigned id##_number;					\
	static const struct db_query id = {				\
		#id, text, count, &id##_number };			\
	static const struct db_query *const id##_entry			\
		__attribute__((used, section("db_queries"))) = &id

/*
 * Within a statement: an instant as microseconds since 1970, which db_int64()
 * reads, and 0 for NULL; a column also under its own name.
 */
#define DB_US(instant)							\
	" coalesce((extract(epoch FROM " instant ") * 1000000)::bigint, 0)"
#define DB_US_AS(column) DB_US(column) " AS " column

struct db_args {
	const char *const *value;	/* NULL is SQL NULL */
	int count;
};

#define DB_ARGS(...) (struct db_args){					\
	(const char *const []){ __VA_ARGS__ },				\
	(int)(sizeof((const char *const []){ __VA_ARGS__ }) /		\
	      sizeof(char *)) }
#define DB_NO_ARGS (struct db_args){ 0 }

struct db_options {
	const char *url;	/* libpq connection string; of several hosts
				 * each has a second to answer */
	const char *program;	/* shown in pg_stat_activity */
	int timeout_ms;		/* of each round trip; also the statement's */
	const char *change;	/* of the migrations, or NULL: the last that
				 * this program was written for */
	const char *setup;	/* SQL run once a connection, or NULL: a
				 * constant, such as CREATE TEMP TABLE */
	bool on_use;		/* connect for the first transaction only */
};

/*
 * Is it a connection string at all?  -1: XN_BAD_INPUT, with the setting's name
 * as its field and what is wrong, but nothing of the text: passwords are in it.
 */
int db_check_url(const char *setting, const char *url, struct xn_error *err);

/*
 * Connect, unless options->on_use.  The strings of `options` must outlive the
 * handle.  Without a server, or with a schema that
 * lacks options->change (logged), there is a handle all the same: it looks
 * again, and all is XN_UNAVAILABLE until then.
 * NULL: XN_INTERNAL (options->setup failed; logged).
 */
struct db *db_open(const struct db_options *options, struct xn_error *err);

/*
 * Have the server parse every statement that is linked into the program, in one
 * trip, right after db_open() had a server.  -1: XN_INTERNAL, a statement that
 * the schema cannot run (logged by name), or XN_UNAVAILABLE; the handle
 * connects anew.
 */
int db_check(struct db *db, struct xn_error *err);

/* Every statement that is linked into the program, as SQL, with its name. */
void db_print_statements(FILE *out);

/* Close the connection.  db_close(NULL) does nothing. */
void db_close(struct db *db);

/*
 * All that is asked from now on has to be answered by then (clock_mono_us()),
 * however many trips it takes, and connecting before it.  What is not, is
 * XN_UNAVAILABLE: the link that is waited for is dropped, and within half a
 * second the server ends what it is at.  0: no such limit any more.
 */
void db_answer_by(struct db *db, int64_t by_us);

/* Whether as much of that is left; always without a limit. */
bool db_has_time(const struct db *db, int64_t us);

/* This server is the wrong one: have the next transaction connect anew. */
void db_renew(struct db *db);

/*
 * Start collecting a transaction.  With a tenant, every statement sees only
 * that tenant's rows; 0 sees no tenant's rows at all (directory functions).
 * What an earlier, failed caller left open is rolled back first.
 */
void db_begin(struct db *db, int64_t tenant_id);

/*
 * The same, of statements that read: the server lets it write nothing, and
 * others need not be told of it (writes.h).
 */
void db_begin_read(struct db *db, int64_t tenant_id);

/*
 * Whoever asks has to be let in first: the next transaction of a tenant
 * begins with this statement, in the same trip, and where that divides by
 * zero, as 1 / count(*) does of nobody, all of it fails: XN_UNAUTHENTICATED.
 * Asked once; NULL takes it back.  The arguments' texts must live as long.
 */
void db_guard(struct db *db, const struct db_query *query,
	      struct db_args args);

/* Whether a guard is still to be asked. */
bool db_is_guarded(const struct db *db);

/*
 * What is read until db_snapshot_end() is of one moment: what begins and
 * commits transactions meanwhile, as this tenant, works within one, which
 * sees what had been committed when its first statement ran and writes
 * nothing.  Once something in it failed, everything fails until the end.
 */
void db_snapshot_begin(struct db *db, int64_t tenant_id);
int db_snapshot_end(struct db *db, struct xn_error *err);

/* In an open transaction: go on as this tenant (after it was looked up). */
void db_set_tenant(struct db *db, int64_t tenant_id);

/*
 * Collect one statement.  The arguments are copied; *rows (may be NULL) is
 * set when the answers are in and belongs to `a`.
 */
void db_queue(struct db *db, struct arena *a, const struct db_query *query,
	      struct db_args args, struct db_rows **rows);

/*
 * Send what was collected and wait; the transaction stays open.  -1 on the
 * first failing statement, and then the transaction is rolled back:
 * XN_CONFLICT (unique or foreign key), XN_BAD_INPUT (the data does not fit
 * the schema), XN_UNAVAILABLE (no server, deadline, lost; nothing was
 * committed, but see db_commit), XN_INTERNAL.
 */
int db_flush(struct db *db, struct xn_error *err);

/*
 * The same, and COMMIT.  XN_UNAVAILABLE here may mean that the connection
 * was lost after COMMIT was sent: the caller must be idempotent.
 */
int db_commit(struct db *db, struct xn_error *err);

/*
 * db_flush() and db_commit() in two halves, for a caller that has something
 * else to do meanwhile: the first sends and does not wait, and nothing may be
 * queued before the second.  In between, db_answered() says, without waiting,
 * whether the second would find an answer.
 */
void db_flush_start(struct db *db);
void db_commit_start(struct db *db);
bool db_answered(struct db *db);
int db_flush_finish(struct db *db, struct xn_error *err);
int db_commit_finish(struct db *db, struct xn_error *err);

/* How long this handle has waited for answers, in all; not in db_sleep(). */
int64_t db_waited_us(const struct db *db);

/* Sleep until one of the connections can go on, or `timeout_ms` are over. */
void db_sleep(struct db *const dbs[], int n, int timeout_ms);

/* Give the open transaction up.  Costs a round trip when one was begun. */
void db_rollback(struct db *db);

/* Drop the link in the midst of whatever goes on; the server rolls back. */
void db_abandon(struct db *db);

/* Was it this statement that failed last? */
bool db_failed(const struct db *db, const struct db_query *query);

/*
 * One statement, one transaction, one round trip.  For reads (`tenant_id` as
 * in db_begin): a connection found dead is opened again and the statement
 * sent once more.
 */
struct db_rows *db_read(struct db *db, struct arena *a, int64_t tenant_id,
			const struct db_query *query, struct db_args args,
			struct xn_error *err);

int db_count(const struct db_rows *rows);

/* Rows changed by an INSERT, UPDATE or DELETE. */
int64_t db_affected(const struct db_rows *rows);

/*
 * A column of row `i` by name; money is in 1/10,000 (base/money.h).  An
 * unknown name is a bug and aborts.
 */
bool db_is_null(const struct db_rows *rows, int i, const char *column);
const char *db_text(const struct db_rows *rows, int i, const char *column);
int64_t db_int64(const struct db_rows *rows, int i, const char *column);
bool db_bool(const struct db_rows *rows, int i, const char *column);
int64_t db_money(const struct db_rows *rows, int i, const char *column);

/* The value, or NULL where the column is NULL. */
const char *db_text_or_null(const struct db_rows *rows, int i,
			    const char *column);

/* The first row with this value there, or -1. */
int db_find_int64(const struct db_rows *rows, const char *column,
		  int64_t value);

/* A number as an argument, in `a`. */
const char *db_arg_int64(struct arena *a, int64_t value);

#endif
