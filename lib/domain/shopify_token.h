#ifndef DOMAIN_SHOPIFY_TOKEN_H
#define DOMAIN_SHOPIFY_TOKEN_H

#include "base/arena.h"
#include "base/error.h"
#include "wrap/db.h"
#include "wrap/seal.h"

/*
 * A shop's access token is stored sealed (shop.access_token), bound to its
 * row.  These two functions are the only places where it goes in and out.
 */

/* The box as an argument for a bytea column: "\x...", in `a`. */
const char *shopify_token_seal(struct arena *a, const struct seal_keys *keys,
			       int64_t tenant_id, int64_t shop_id,
			       const char *token);

/*
 * Open what the column shows as text.  The token belongs to `a`.
 * NULL: XN_REFUSED when there is none; XN_INTERNAL as for seal_open().
 */
const char *shopify_token_open(struct arena *a, const struct seal_keys *keys,
			       int64_t tenant_id, int64_t shop_id,
			       const char *column, struct xn_error *err);

#endif
