#ifndef DOMAIN_UPKEEP_VERIFY_ASK_H
#define DOMAIN_UPKEEP_VERIFY_ASK_H

#include "wrap/db.h"

/*
 * Collect, in an open transaction: plan each statement for the shop that it is
 * of.  Of a large one among many small ones a generic plan expects a handful of
 * rows, and joins them each with each.
 */
void verify_plan(struct db *db, struct arena *a);

/*
 * Add to *drift what a statement of verify_sql.h says, in a transaction of its
 * own.  -1: as db_commit().
 */
int verify_ask(struct db *db, struct arena *a, int64_t tenant_id,
	       const struct db_query *query, struct db_args args,
	       int64_t *drift, struct xn_error *err);

#endif
