#ifndef DOMAIN_PRIVACY_ERASE_H
#define DOMAIN_PRIVACY_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "wrap/db.h"

/*
 * Taking a shop away with all that is stored of it.  The list of tables is in
 * erase.c, once; a test looks at every table of the schema.
 *
 * A large shop takes longer than a request may: erase_begin() disconnects it
 * at once and leaves a run of type RUN_ERASE behind, and whoever takes that
 * run up (run_start()) calls erase_continue() until *done.  The last step
 * removes the shop and its runs, so there is no run_finish() after it.
 */

/*
 * Disconnect the shop: its domain is free, its token forgotten, a sync that
 * goes on is told to stop.  Once more for a shop that is being erased gives
 * the same run.  -1: XN_NOT_FOUND.
 */
int erase_begin(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, int64_t *run_id, struct xn_error *err);

/*
 * The same for whoever decided on it in an earlier transaction: it is done only
 * if the statement `still` finds a row while the shop is locked, so that one
 * that was connected meanwhile stays.  -1: XN_REFUSED, nothing was done.
 */
int erase_begin_if(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, const struct db_query *still,
		   struct db_args args, struct xn_error *err);

/*
 * The same of a shop that was disconnected `days` ago or earlier
 * (shop_list_disconnected()).
 */
int erase_begin_disconnected(struct db *db, struct arena *a,
			     int64_t tenant_id, int64_t shop_id, int days,
			     struct xn_error *err);

/*
 * As erase_begin(), of many shops of the tenant, an array as of
 * entity/array.h, collected within the caller's transaction.
 */
void erase_queue_begin(struct db *db, struct arena *a, int64_t tenant_id,
		       const char *shops);

/*
 * Delete in small transactions for about `budget_ms`; *done tells whether
 * everything is gone.  It must follow erase_begin().
 */
int erase_continue(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, int budget_ms, bool *done,
		   struct xn_error *err);

#endif
