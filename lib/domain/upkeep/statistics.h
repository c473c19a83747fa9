#ifndef DOMAIN_UPKEEP_STATISTICS_H
#define DOMAIN_UPKEEP_STATISTICS_H

#include "wrap/db.h"

/*
 * Have the planner look at tables that have rows and that it knows nothing of
 * yet, as after the first large sync into a new database: autovacuum would
 * come to them later, and until then it is chance which index is taken.  Most
 * often there are none, and that costs one look at the catalogue.
 */
int statistics_gather(struct db *db, struct arena *a, int64_t tenant_id,
		      struct xn_error *err);

#endif
