#ifndef DOMAIN_RUN_RUN_H
#define DOMAIN_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wrap/db.h"

/*
 * A run of the sync over one shop: asked for (by a user, the schedule or a
 * command), taken up by a process, reported on, finished.  A shop has one
 * pending or running run at most.
 *
 * A run stays in the directory (directory_list_runs()) from run_create() to
 * run_finish(), so a run whose process died is found by `xeno-sync queue`
 * and taken up again.  What keeps two processes from the same shop is the
 * lease (lease.h), which a process takes first; work.h is for that one.
 */
enum run_type {
	RUN_FULL_SYNC,
	RUN_DELTA,
	RUN_ERASE,	/* of a deleted shop's rows: see privacy/erase.h */
	RUN_AGREEMENTS,	/* Shopify's own ledgers of orders that are queued */
	RUN_RECONCILE,	/* recent days once more, and what was deleted */
};
enum run_status {
	RUN_STATUS_PENDING,
	RUN_STATUS_RUNNING,
	RUN_STATUS_SUCCESS,
	RUN_STATUS_FAILED,
};

/* Times are microseconds since 1970, 0 where not yet; texts may be NULL. */
struct run {
	int64_t id;
	int64_t shop_id;
	enum run_type type;
	enum run_status status;
	const char *phase;		/* customers, orders, rollups, ... */
	int64_t rows_read;
	int64_t rows_stored;
	int64_t rows_expected;		/* -1: not known yet */
	const char *detail;		/* what is going on, in words */
	const char *error;		/* why it failed, in words */
	const char *requested_by;
	int64_t created_at;
	int64_t started_at;
	int64_t finished_at;
	int64_t heartbeat_at;
};

/* The words of the API and the database: "full-sync", "pending", ... */
const char *run_type_name(enum run_type type);
const char *run_status_name(enum run_status status);

/* The type of that name.  -1: there is none; *type is untouched. */
int run_type_parse(const char *name, enum run_type *type);

/*
 * Ask for a run of a shop.  `requested_by` is "user", "schedule" or
 * "command".  A run that is pending or running already is the answer then,
 * whatever its type, and *created is false.  What the schedule asks for waits
 * for a shop that cannot be reached (breaker.h), what others ask for does not.
 * -1: XN_NOT_FOUND (no such shop), XN_REFUSED (it is not connected,
 * switched off, waits, or its token is dead).
 */
int run_create(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, enum run_type type, const char *requested_by,
	       struct run *out, bool *created, struct xn_error *err);

/* -1: XN_NOT_FOUND. */
int run_get(struct db *db, struct arena *a, int64_t tenant_id,
	    int64_t run_id, struct run *out, struct xn_error *err);

/*
 * The newest `limit` runs older than run `before` (0: the newest of all) of
 * one shop, or of all shops if shop_id is 0.  *out belongs to `a`.
 */
int run_list(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, int64_t before, int limit,
	     struct run **out, size_t *count, struct xn_error *err);

/*
 * The id of a shop's newest run of this type, or 0: of two shops the one that
 * had its run longer ago has the lesser.
 */
int run_find_newest(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, enum run_type type, int64_t *run_id,
		    struct xn_error *err);

/*
 * The newest run of each of the tenant's shops that has any, or of one, if
 * shop_id is not 0, in the open transaction; then of each shop, in `a`, from
 * these rows, or NULL.
 */
void run_queue_latest(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct db_rows **rows);
struct run *run_latest_of_shop(struct arena *a, const struct db_rows *rows,
			       int64_t shop_id);

#endif
