#ifndef DOMAIN_SIMULATION_H
#define DOMAIN_SIMULATION_H

#include "domain/event.h"

/*
 * Visitors that never were, for a tenant that is there to be looked at: the
 * operator has set tenant.is_demonstration, which nobody else can.
 */
#define SIMULATION_MOST 1000	/* events at once */

/* -1: XN_NOT_FOUND, it is any other tenant. */
int simulation_allowed(struct db *db, struct arena *a, int64_t tenant_id,
		       struct xn_error *err);

/*
 * `count` events of the last 24 hours: visits of customers of the shop, and
 * of strangers, to its products.  A visit is a view, perhaps a cart, and of a
 * cart either nothing or a checkout.  created[] says how many of each kind.
 * -1: XN_NOT_FOUND no such shop, or it is disconnected.
 */
int simulation_run(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, int count, int created[EVENT_NTYPES],
		   struct xn_error *err);

#endif
