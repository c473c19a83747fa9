#ifndef DOMAIN_RUN_LEASE_H
#define DOMAIN_RUN_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "wrap/db.h"

/*
 * Who may sync a shop just now: one holder at a time, over all processes and
 * hosts, until the time runs out.  A holder renews well before that; one that
 * died is out by itself.  `holder` names a process for good: host, pid and
 * something random.
 */
#define LEASE_TTL_S 60

/* *taken is false when somebody else holds it.  -1: the database failed. */
int lease_take(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t shop_id, const char *holder, int ttl_s, bool *taken,
	       struct xn_error *err);

/* -1: XN_CONFLICT, it ran out and somebody else has it, or the shop is gone. */
int lease_renew(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const char *holder, int ttl_s,
		struct xn_error *err);

/* Give it back.  No longer holding it is not an error. */
int lease_release(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *holder, struct xn_error *err);

/* Whoever has it, or had it last and died, in `a`; NULL if it is free. */
int lease_holder(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, const char **holder, struct xn_error *err);

#endif
