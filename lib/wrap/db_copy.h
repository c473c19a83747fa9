#ifndef WRAP_DB_COPY_H
#define WRAP_DB_COPY_H

#include "base/buf.h"
#include "wrap/db.h"

/*
 * COPY ... FROM STDIN of several tables at the beginning of a transaction,
 * while the caller does something else:
 *
 *	db_copy_start(db, tenant_id, parts, n);
 *	... db_copy_pump(db, err) now and then ...
 *	if (db_copy_finish(db, err)) ...
 *	db_queue(...);			-- goes on in the same transaction
 *	db_commit(db, err);
 */
struct db_copy_part {
	const char *sql;	/* a constant: "COPY t (a, b) FROM STDIN" */
	struct buf data;	/* rows, in the format that `sql` says */
};

/*
 * Begin the transaction.  `parts` must stay as they are until the copy is
 * finished; parts without data are left out.
 */
void db_copy_start(struct db *db, int64_t tenant_id,
		   const struct db_copy_part *parts, int nparts);

/* Go on as far as that needs no waiting.  1: all is in; 0: not yet; -1. */
int db_copy_pump(struct db *db, struct xn_error *err);

/* Wait until all is in.  The transaction stays open.  -1: as db_flush(). */
int db_copy_finish(struct db *db, struct xn_error *err);

#endif
