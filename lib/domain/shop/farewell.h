#ifndef DOMAIN_SHOP_FAREWELL_H
#define DOMAIN_SHOP_FAREWELL_H

#include "domain/shop/connect.h"

/*
 * Asking Shopify to send no more webhooks of a shop that is disconnected.
 * Whatever goes wrong is logged, and does no harm: what comes all the same is
 * answered 404, and Shopify drops such a subscription after eight times.
 *
 * The token is taken before the shop is disconnected, which forgets it, and
 * used after that, for about FAREWELL_MS and no longer.
 */
#define FAREWELL_MS 3000

struct shop_farewell {
	const char *domain;
	const char *token;	/* NULL: there is nothing to be said */
	struct shop_farewell *next;
};

/*
 * Of a shop of the tenant's, or with shop_id 0 of all that are connected; in
 * `a`.  NULL: of none, also where Shopify could never reach this server.
 */
struct shop_farewell *
shop_farewell_prepare(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct shop_connector *connector);

void shop_farewell_say(const struct shop_farewell *list, struct arena *a,
		       const struct shop_connector *connector);

#endif
