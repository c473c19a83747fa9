#ifndef DOMAIN_SHOP_SHOP_TOKEN_H
#define DOMAIN_SHOP_SHOP_TOKEN_H

#include "domain/shop/connect.h"
#include "domain/shop/directory.h"

/*
 * A connected shop's access token: there for good, or for an hour and renewed
 * in time.  Renewing replaces the token and the one that renews it in one
 * statement.  Who wants to waits in line, so that of many processes one asks
 * Shopify and the others get what it got; and if somebody connects the shop or
 * takes its tokens away meanwhile, that stays.
 */

/*
 * The token to speak to Shopify with, in `a`; renewed if it ends within
 * minutes.  Takes seconds then, so no transaction may be open.
 * NULL: XN_NOT_FOUND, XN_REFUSED (the shop has none), XN_UNAUTHENTICATED (it
 * is dead, and the shop is marked so), XN_UNAVAILABLE.
 */
const char *shop_token_get(struct db *db, struct arena *a,
			   const struct shop_connector *connector,
			   const struct shop_key *shop, struct xn_error *err);

/*
 * One in place of `known`, which Shopify does not take or soon will not: what
 * somebody else has stored since, or what Shopify gives now.
 */
const char *shop_token_renew(struct db *db, struct arena *a,
			     const struct shop_connector *connector,
			     const struct shop_key *shop, const char *known,
			     struct xn_error *err);

/*
 * A refresh token that is not used for 90 days ends: use it if it is older
 * than `age_s`.  *renewed tells.  Errors as for shop_token_get().
 */
int shop_token_keep(struct db *db, struct arena *a,
		    const struct shop_connector *connector,
		    const struct shop_key *shop, int age_s, bool *renewed,
		    struct xn_error *err);

/*
 * Encrypt what is stored under the first key of the connector's, if it is not
 * yet.  -1: XN_INTERNAL, it does not open; XN_UNAVAILABLE.
 */
int shop_token_rewrap(struct db *db, struct arena *a,
		      const struct shop_connector *connector,
		      const struct shop_key *shop, bool *rewrapped,
		      struct xn_error *err);

#endif
