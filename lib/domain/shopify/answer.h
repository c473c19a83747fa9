#ifndef DOMAIN_SHOPIFY_ANSWER_H
#define DOMAIN_SHOPIFY_ANSWER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "domain/shopify/throttle.h"
#include "wrap/fetch.h"
#include "wrap/json.h"

/*
 * What an answer of Shopify's GraphQL endpoint means, in Shopify's own order:
 * the HTTP status, `errors`, no data.  (userErrors are a mutation's business,
 * and an ignored search field is a warning that must stop whoever filters.)
 */
enum shopify_verdict {
	SHOPIFY_OK,
	SHOPIFY_RETRY,		/* trouble on their side; later, again */
	SHOPIFY_STUMBLED,	/* the same, but perhaps over this query */
	SHOPIFY_THROTTLED,	/* the bucket was too low for the query */
	SHOPIFY_FAILED,		/* again would be the same */
};

struct shopify_answer {
	const struct json *data;
	int cost;		/* requestedQueryCost; 0: not said */
	int64_t retry_after_us;	/* asked for; 0: not said */
};

/*
 * Read a response, and let `t` learn from what it says of the bucket.  *err
 * is filled unless the verdict is SHOPIFY_OK; codes as in shopify.h, and
 * XN_TOO_LARGE for a query that is dearer than a single one may be.
 */
enum shopify_verdict shopify_answer_read(struct arena *a,
					 const struct fetch_response *response,
					 struct throttle *t, int64_t now_us,
					 struct shopify_answer *out,
					 struct xn_error *err);

#endif
