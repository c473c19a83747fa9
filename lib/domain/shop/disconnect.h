#ifndef DOMAIN_SHOP_DISCONNECT_H
#define DOMAIN_SHOP_DISCONNECT_H

#include "domain/shop/directory.h"

/*
 * Forget a shop's tokens and secret, and give its domain up: nothing is
 * received or read any more, and a sync that goes on is told to stop.  What was
 * stored stays to be looked at, until it is erased (privacy/erase.h).  Nothing
 * happens to a shop that is not there or was disconnected before.
 */
int shop_disconnect(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, struct xn_error *err);

/* The shops that were disconnected `days` ago or earlier, of all tenants. */
int shop_list_disconnected(struct db *db, struct arena *a, int days,
			   struct shop_key **out, size_t *count,
			   struct xn_error *err);

#endif
