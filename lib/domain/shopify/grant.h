#ifndef DOMAIN_SHOPIFY_GRANT_H
#define DOMAIN_SHOPIFY_GRANT_H

#include "domain/shopify/shopify.h"

/* What opens a shop.  Times are microseconds since 1970. */
struct shopify_grant {
	const char *access_token;
	const char *refresh_token;	/* NULL: it does not expire */
	int64_t expires_at;		/* 0 then, and so is the next */
	int64_t refresh_expires_at;
	/* What its app signs with, if that is not this server's; or NULL. */
	const char *api_secret;
};

/*
 * Shopify's endpoint for tokens.  The app proves itself by its secret, the
 * current one first: while secrets are rotated, what the previous one has
 * begun it can still end.  The strings of *out belong to `a`.
 *
 * -1: XN_UNAUTHENTICATED, Shopify takes the code or the refresh token no
 * more; XN_NOT_FOUND, it knows no such shop; XN_REFUSED, it does not know
 * this app, or the shop is closed; XN_UNAVAILABLE, out of reach or busy: the
 * same may be asked again.
 */

/* For the code of a login there, by an expiring token if there is one. */
int shopify_grant_code(struct shopify *s, struct arena *a, const char *domain,
		       const char *code, struct shopify_grant *out,
		       struct xn_error *err);

/*
 * A new pair for an old one.  If the answer got lost the old refresh token
 * may be sent again, until the new one was first used.
 */
int shopify_grant_refresh(struct shopify *s, struct arena *a,
			  const char *domain, const char *refresh_token,
			  struct shopify_grant *out, struct xn_error *err);

/* Whether it can be a token, or a secret: such go into headers. */
bool shopify_is_token(const char *s);

#endif
