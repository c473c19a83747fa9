#ifndef DOMAIN_SHOP_OAUTH_H
#define DOMAIN_SHOP_OAUTH_H

#include "domain/shop/connect.h"

/*
 * Connecting a shop by a login at Shopify: the browser is sent there with a
 * state (oauth_state.h), and comes back with a code that is changed for
 * tokens.
 */

/*
 * The address to send the browser to, for a shop and what will be its
 * tenant (0: see below); and the cookie that has to come back with it.
 * -1: XN_REFUSED, this server is not set up as a Shopify app.
 */
int shop_oauth_begin(const struct shop_connector *connector, struct arena *a,
		     const char *domain, int64_t tenant_id,
		     const char **url, const char **cookie,
		     struct xn_error *err);

/*
 * Change the code for tokens, see whom they belong to and what they allow,
 * and store them with the shop, which is added to the tenant if it is not
 * there.  Without a tenant it is that of the account the domain is connected
 * to: who logs in at Shopify may renew its access.
 *
 * -1: XN_NOT_FOUND, it is connected to none, or the tenant was deleted;
 * XN_FORBIDDEN, a scope that is needed was not granted; XN_CONFLICT, the
 * domain is another account's; XN_UNAUTHENTICATED, Shopify does not take the
 * code; XN_REFUSED; XN_UNAVAILABLE.
 */
int shop_oauth_finish(struct db *db, struct arena *a,
		      const struct shop_connector *connector,
		      const char *domain, const char *code,
		      int64_t *tenant_id, int64_t *shop_id,
		      struct xn_error *err);

#endif
