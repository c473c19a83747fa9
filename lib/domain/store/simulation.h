#ifndef DOMAIN_STORE_SIMULATION_H
#define DOMAIN_STORE_SIMULATION_H

#include "domain/store/event.h"

/*
 * Visitors that never were, for a tenant that is there to be looked at: the
 * operator has set tenant.is_demonstration, which nobody else can.
 */
#define SIMULATION_MOST 1000	/* events at once */
#define SIMULATION_DAYS 365	/* how far back, at most */

struct simulation_wish {
	int64_t shop_id;
	int64_t count;		/* of events, all kinds together */
	int64_t days;		/* of 24 hours, until now, that they are in */
};

/* -1: XN_NOT_FOUND, it is any other tenant. */
int simulation_allowed(struct db *db, struct arena *a, int64_t tenant_id,
		       struct xn_error *err);

/*
 * Visits of customers of the shop, and of strangers, to its products.  One is
 * a view, perhaps a cart, and of a cart either nothing or a checkout.
 * created[] says how many of each kind were made.  -1: XN_NOT_FOUND no such
 * shop, or it is disconnected.
 */
int simulation_run(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct simulation_wish *wish,
		   int created[EVENT_NTYPES], struct xn_error *err);

#endif
