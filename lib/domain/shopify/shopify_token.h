#ifndef DOMAIN_SHOPIFY_SHOPIFY_TOKEN_H
#define DOMAIN_SHOPIFY_SHOPIFY_TOKEN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "wrap/seal.h"

/*
 * A shop's tokens, and the secret of their app where that is not this server's,
 * are stored sealed, bound to their row and column.  These functions are the
 * only places where they go in and out.
 */
struct shopify_token_place {
	int64_t tenant_id;
	int64_t shop_id;
	const char *column;	/* such as "access_token" */
};

/* The box as an argument for a bytea column: "\x...", in `a`. */
const char *shopify_token_seal(struct arena *a, const struct seal_keys *keys,
			       const struct shopify_token_place *place,
			       const char *token);

/*
 * Open what the column shows as text.  The token belongs to `a`.
 * NULL: XN_REFUSED when there is none; XN_INTERNAL as for seal_open().
 */
const char *shopify_token_open(struct arena *a, const struct seal_keys *keys,
			       const struct shopify_token_place *place,
			       const char *text, struct xn_error *err);

/*
 * What the column shows, as it is under the first key: the same text where it
 * is that already, and NULL stays NULL.  -1: XN_INTERNAL as for seal_open().
 */
int shopify_token_rewrap(struct arena *a, const struct seal_keys *keys,
			 const struct shopify_token_place *place,
			 const char *text, const char **out,
			 struct xn_error *err);

#endif
