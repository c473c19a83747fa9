#ifndef DOMAIN_UPKEEP_SWEEP_H
#define DOMAIN_UPKEEP_SWEEP_H

#include <stdint.h>

#include "wrap/db.h"

/*
 * Take away what nobody needs after `days`: deliveries (Shopify sends one
 * again within hours, never after weeks), dead letters that were replayed,
 * runs that ended, except a shop's last.  Dead letters that wait stay.
 * In small transactions, without the shop's lock.
 */
int sweep_shop(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, int days, int64_t *swept,
	       struct xn_error *err);

/*
 * Every tenant, also one that has no shop (any more): column tenant_id.
 * NULL: as db_read().
 */
struct db_rows *sweep_list_tenants(struct db *db, struct arena *a,
				   struct xn_error *err);

/*
 * Forget who a tenant's requests for data were about: `days` after they were
 * read, or after the 30 days that there are for it.  What stays is evidence
 * (privacy/privacy.h).  And forget who was invited and did not join in time.
 * *swept counts the persons.
 */
int sweep_persons(struct db *db, struct arena *a, int64_t tenant_id, int days,
		  int64_t *swept, struct xn_error *err);

/* The same as of a shop, of a tenant's audit log. */
int sweep_audit(struct db *db, struct arena *a, int64_t tenant_id, int days,
		int64_t *swept, struct xn_error *err);

#endif
