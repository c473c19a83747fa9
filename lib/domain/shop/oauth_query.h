#ifndef DOMAIN_SHOP_OAUTH_QUERY_H
#define DOMAIN_SHOP_OAUTH_QUERY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/error.h"

/*
 * Shopify signs the queries with which it opens the app and sends a merchant
 * back to it: HMAC-SHA256 with the app's secret, in hex, over all pairs but
 * hmac and signature, sorted by name and joined by &.  The pairs are taken as
 * they came: whoever decodes and encodes again may sign something else.
 */

/* Shopify's clock and ours may differ by this much, and the way is short. */
#define OAUTH_WINDOW_S 90

/*
 * Whether Shopify signed this query, by the current secret or the one before
 * it, just now.  `raw` is without its '?'.
 * -1: XN_BAD_INPUT, hmac or timestamp is missing, given twice, or nothing of
 * the kind; XN_UNAUTHENTICATED, somebody else did, or it is too long ago.
 */
int oauth_query_verify(const struct conf *conf, struct arena *a,
		       const char *raw, int64_t now_us, struct xn_error *err);

/*
 * The parameter `shop`, in lower case.  -1: XN_BAD_INPUT, it is missing, or
 * no domain that an address may be made of.
 */
int oauth_query_shop(struct arena *a, const char *raw, const char **domain,
		     struct xn_error *err);

#endif
