#ifndef WRAP_DB_IMPL_H
#define WRAP_DB_IMPL_H

/*
 * What the db*.c files share.  Nobody else includes this: it is the one
 * header that names libpq's types.
 */
#include <libpq-fe.h>

#include "wrap/db.h"
#include "wrap/db_copy.h"

#define DB_GUARD_ARGS 5

struct db_pending {
	const struct db_query *query;	/* NULL: BEGIN, SET, COMMIT, ... */
	struct arena *arena;
	struct db_rows **rows;
	bool prepares;			/* it is to be prepared, not run */
};

/* A COPY under way (db_copy.c). */
struct db_copying {
	const struct db_copy_part *parts;
	int nparts;
	int part;			/* the one at hand */
	size_t offset;			/* what libpq has of it */
	enum {
		DB_COPY_ASKED,		/* its command is sent */
		DB_COPY_SENDING,	/* the server takes its rows */
		DB_COPY_ENDED,		/* all rows are sent */
		DB_COPY_DONE,		/* and so are all parts */
	} state;
	bool finished;			/* back in pipeline mode */
};

struct db {
	struct db_options options;
	PGconn *conn;			/* NULL: not connected */
	bool *prepared;			/* by number: on this connection */
	size_t nstatements;
	int64_t retry_at_us;		/* monotonic; do not connect before */
	int64_t retry_pause_us;
	const char *why;		/* not before */
	int host;			/* of the address's: begin with it */
	bool outdated;			/* another schema, or server: connect
					 * anew, but not before: */
	int64_t renew_at_us;		/* monotonic */
	int64_t answer_by_us;		/* monotonic; 0: db_answer_by() */
	int64_t waited_us;		/* in all, for the server's answers */

	bool open;			/* a transaction is begun */
	bool snapshot;			/* and goes on over several of them */
	bool aborted;			/* the server waits for a ROLLBACK */
	bool lost;			/* the last failure was the link's */
	bool may_write;			/* the transaction is to be noted */
	int64_t tenant_id;		/* for this one (writes.h) */
	struct xn_error broken;		/* why nothing can be collected now */
	struct {
		const struct db_query *query;	/* NULL: none */
		const char *value[DB_GUARD_ARGS];
		int count;
		bool asked;		/* in the open transaction */
	} guard;
	struct db_pending *pending;	/* sent, and not answered yet */
	int npending, room;

	struct db_copying copying;
	const struct db_query *failed_query;
};

struct db_rows {
	PGresult *result;
	int *next;	/* the column behind the one that was read last */
};

/* The servers that an address names, as libpq takes them; NULL: not named. */
struct db_hosts {
	const char *host, *hostaddr, *port;
	int count;			/* 1 at least */
};

/* db_url.c: the nth first and those before it last.  They belong to `a`. */
struct db_hosts db_hosts_of(struct arena *a, const char *url, int first);

/*
 * db.c: what every transaction begins with.  `tenant_id` is whom it is noted
 * for if it may write (writes.h).  -1: db->broken says why.
 */
int db_start(struct db *db, bool may_write, int64_t tenant_id);

/* db_connect.c: ready to collect, connecting again where needed. */
int db_ready(struct db *db, struct xn_error *err);

/* Drop the connection; the next db_ready() opens another. */
void db_drop(struct db *db);

/*
 * Flush what is queued and wait until a result can be had without blocking.
 * -1 when the deadline passes or the link is lost: the connection is dropped.
 */
int db_wait_input(struct db *db, int64_t deadline_us);

/* Of an answer that is asked for now. */
int64_t db_deadline(const struct db *db);

/* db_prepare.c: number the program's statements; how many there are. */
size_t db_number_statements(void);

/* Begin, commit and so on, on a new connection.  -1: as db_check(). */
int db_prepare_transactions(struct db *db, struct xn_error *err);

/* Take a failed result (or none) into *err, and remember the statement. */
int db_note_failure(struct db *db, const PGresult *result,
		    const struct db_query *query, struct xn_error *err);

#endif
