#ifndef DOMAIN_UPKEEP_REZONE_H
#define DOMAIN_UPKEEP_REZONE_H

#include <stdbool.h>

#include "wrap/db.h"

/*
 * A merchant may move a shop to another time zone.  shop.timezone is what
 * Shopify says, shop_state.timezone what the shop's days are in: this moves
 * the second to the first, and with it the day and hour of every row and all
 * rollups.  It is one transaction under the shop's lock, so nobody reads a
 * mix; whoever writes meanwhile waits, or is told to come again.  *zone is the
 * zone they are in now, in `a`.
 */
int rezone(struct db *db, struct arena *a, int64_t tenant_id, int64_t shop_id,
	   const char **zone, struct xn_error *err);

/* Do the two differ? */
int rezone_is_due(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool *due, struct xn_error *err);

#endif
