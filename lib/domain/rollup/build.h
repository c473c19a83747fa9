#ifndef DOMAIN_ROLLUP_BUILD_H
#define DOMAIN_ROLLUP_BUILD_H

#include "wrap/db.h"

/*
 * The rollups of customers, built after the orders.  A first full sync meets
 * most customers again in each of its chunks; one pass at its end costs a
 * fifth of adding them up as they come.
 *
 * shop_state.customers_built_to tells how far they are: writers leave
 * customers beyond it out, so whoever comes meanwhile is either below and
 * added, or beyond and built later.
 */

/* Begin anew, if the shop has no orders; else all stays as it is. */
int rollup_build_later(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, struct xn_error *err);

/*
 * Build the next few thousand orders' customers, under the shop's lock for
 * less than a second.  *done: there were none.
 */
int rollup_build_next(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *done, struct xn_error *err);

#endif
