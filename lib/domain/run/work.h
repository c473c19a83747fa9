#ifndef DOMAIN_RUN_WORK_H
#define DOMAIN_RUN_WORK_H

#include "domain/run/run.h"

/*
 * What the process does that carries a run out:
 *
 *	lease_take -> run_start -> (run_progress, lease_renew)*
 *	-> run_finish or run_put_back -> lease_release
 */

/* A run that was taken up this often and never finished is given up. */
#define RUN_MAX_ATTEMPTS 3

/*
 * The runs of the directory, of all tenants, that were asked for `age_s`
 * seconds ago or earlier, in that order: columns tenant_id and run_id.
 * NULL: as db_read().
 */
struct db_rows *run_list_wanted(struct db *db, struct arena *a, int age_s,
				struct xn_error *err);

/*
 * Take a run up.  The caller holds the shop's lease as `holder`; a run left
 * "running" by a process that lost the lease is taken over.
 * -1: XN_CONFLICT (finished, or the lease is not the caller's), XN_REFUSED
 * (given up after RUN_MAX_ATTEMPTS; it is now failed), XN_NOT_FOUND (the
 * shop is gone; the run is taken out of the directory).
 */
int run_start(struct db *db, struct arena *a, int64_t tenant_id,
	      int64_t run_id, const char *holder, struct run *out,
	      struct xn_error *err);

/* How far a run is.  A NULL text leaves the stored one as it is. */
struct run_progress {
	const char *phase;
	const char *detail;
	int64_t rows_read;
	int64_t rows_stored;
	int64_t rows_expected;		/* -1: not known yet */
};

/*
 * Report, and give a sign of life.  -1: XN_CONFLICT, the run is no longer
 * `holder`'s (taken over, or the shop is gone): stop.
 */
int run_progress(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t run_id, const char *holder,
		 const struct run_progress *progress, struct xn_error *err);

/*
 * Whoever carries it out is stopped: the run waits, as if it had not been taken
 * up, for `xeno-sync queue`.  -1: XN_CONFLICT as in run_progress().
 */
int run_put_back(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t run_id, const char *holder, struct xn_error *err);

/*
 * End a run, take it out of the directory, and on success set the shop's
 * last_sync_at, forget the failures before (breaker.h), and expect no more rows
 * than were read: the queue has the others.  `error` is NULL for success, else
 * a sentence for a person, without secrets.
 * -1: XN_CONFLICT as in run_progress().
 */
int run_finish(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t run_id, const char *holder, const char *detail,
	       const char *error, struct xn_error *err);

#endif
