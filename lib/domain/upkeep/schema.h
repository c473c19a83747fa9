#ifndef DOMAIN_UPKEEP_SCHEMA_H
#define DOMAIN_UPKEEP_SCHEMA_H

#include "wrap/db.h"

/*
 * The last change of sql/sqitch.plan that this program was written for; a
 * unit test compares the two.  A newer schema will do, an older one not.
 */
#define SCHEMA_CHANGE "other_bodies"

/*
 * Whether the database answers, takes writes and has that change.  -1:
 * XN_UNAVAILABLE, also when the schema is older.  One that takes no writes was
 * failed over: it is connected to anew.
 */
int schema_check(struct db *db, struct arena *a, struct xn_error *err);

#endif
