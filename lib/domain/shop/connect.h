#ifndef DOMAIN_SHOP_CONNECT_H
#define DOMAIN_SHOP_CONNECT_H

#include "wrap/seal.h"

#include "domain/shop/shop.h"
#include "domain/shopify/grant.h"
#include "domain/shopify/shopify.h"

/*
 * How a shop becomes the tenant's: by an access token that Shopify itself
 * confirms.  The domain is then taken, for one tenant only.
 *
 * Shopify signs what it delivers by an app's subscriptions with that app's
 * secret.  So with the token of another app than this server's goes that app's
 * secret: it is kept beside the token, and forgotten with it.
 */
struct shop_connector {
	struct shopify *shopify;
	const struct seal_keys *keys;	/* count 0: none was configured */
};

/* Whether it is a shop's domain exactly, as it may stand in an address. */
bool shop_is_domain(const char *s);

/*
 * The domain that a person typed or pasted, in `a`: lower case, without
 * white space around it, scheme or path.  -1: XN_BAD_INPUT, field shopDomain,
 * if that is not letters, digits and hyphens before .myshopify.com.
 */
int shop_parse_domain(struct arena *a, const char *text, const char **domain,
		      struct xn_error *err);

/*
 * Ask Shopify whether the given token opens that shop.  Takes seconds when
 * Shopify is slow, so no transaction may be open.  A secret is stored as it is
 * given: whether it is the app's is shown by the first delivery.
 * -1: XN_BAD_INPUT (not a token, or a secret), XN_REFUSED (Shopify says no, or
 * this server has no key to store it under), XN_UNAVAILABLE.
 */
int shop_connect(const struct shop_connector *connector, struct arena *a,
		 const char *domain, const struct shopify_grant *given,
		 struct shopify_shop *out, struct xn_error *err);

/* Collect within the caller's transaction: claim a shop.  Gives shop_id. */
void shop_queue_claim(struct db *db, struct arena *a, int64_t tenant_id,
		      const char *domain, const char *name,
		      struct db_rows **rows);

/*
 * Collect within the caller's transaction: store what Shopify said and what
 * opens the shop, sealed, and take the domain.
 */
void shop_queue_connection(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, const struct seal_keys *keys,
			   const struct shopify_shop *confirmed,
			   const struct shopify_grant *grant);

/*
 * After that transaction failed: *err as a client should see it.
 * XN_CONFLICT names shopDomain where the tenant has the shop already, or
 * another one is connected to it.  Always -1.
 */
int shop_store_failed(struct db *db, struct xn_error *err);

struct shop_wanted {
	const char *domain;		/* as shop_parse_domain() gave it */
	const char *name;
	struct shopify_grant given;	/* without a token: claim only */
};

/*
 * Add a shop, connected at once if there is a token; a shop of the tenant's
 * that waits for one may be added again with it.  -1: XN_CONFLICT (the tenant
 * has it, or it is connected to another), and as shop_connect().
 */
int shop_add(struct db *db, struct arena *a, int64_t tenant_id,
	     const struct shop_connector *connector,
	     const struct shop_wanted *wanted, struct shop *out,
	     struct xn_error *err);

/* Give a shop that is there a (new) token.  Also XN_NOT_FOUND. */
int shop_reconnect(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, const struct shop_connector *connector,
		   const struct shopify_grant *given, struct xn_error *err);

/*
 * Give the shop the secret of the app that its token is of; the next sync makes
 * what subscriptions are missing.
 * -1: XN_BAD_INPUT, not a secret; XN_REFUSED, it has no token, or has it of a
 * login at Shopify.
 */
int shop_give_secret(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const struct shop_connector *connector,
		     const char *secret, struct xn_error *err);

/* Shopify answered 401: the shop needs a new token before it syncs again. */
int shop_access_revoked(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err);

#endif
