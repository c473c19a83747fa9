#ifndef DOMAIN_SHOPIFY_SHOPIFY_H
#define DOMAIN_SHOPIFY_SHOPIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/error.h"
#include "wrap/fetch.h"
#include "wrap/json.h"

/*
 * Shopify's GraphQL Admin API.  One client a process; one shopify_access a
 * shop, which carries that shop's token and what is known of its rate limit.
 *
 * What goes wrong is sorted in Shopify's own order (HTTP status, `errors`,
 * no data, userErrors).  Being throttled, 429, 5xx and a broken connection
 * are waited out with a growing, jittered pause and a bounded number of
 * attempts; everything else is told at once:
 *
 *	XN_UNAUTHENTICATED	401: the token is dead
 *	XN_FORBIDDEN		403 or ACCESS_DENIED: a scope is missing
 *	XN_NOT_FOUND		404: no such shop
 *	XN_REFUSED		402, 423, 430, an inactive shop
 *	XN_TOO_LARGE		dearer than one query may be, or too long
 *	XN_UNAVAILABLE		out of reach, or throttled to the end
 *	XN_INTERNAL		a document that Shopify does not understand
 */
struct shopify;
struct shopify_access;

struct shopify_options {
	const struct conf *conf;	/* version, connect_to, CA file */
	int attempts;		/* of one request; 0: 10.  1 never waits */
	int timeout_ms;		/* of one attempt; 0: 60,000 */
	/*
	 * Called instead of sleeping, for as long as it is to take; it may
	 * do other work meanwhile.  Other than 0 gives the request up with
	 * XN_UNAVAILABLE.  NULL: sleep.
	 */
	int (*wait)(void *ctx, int64_t us);
	void *wait_ctx;
};

/* `options->conf` must outlive the client.  NULL: as for fetch_open(). */
struct shopify *shopify_open(const struct shopify_options *options,
			     struct xn_error *err);

/* Close the connections.  shopify_close(NULL) does nothing. */
void shopify_close(struct shopify *s);

/* What Shopify says a token opens.  The strings belong to the arena. */
struct shopify_shop {
	const char *name;
	const char *domain;	/* xyz.myshopify.com */
	const char *currency;
	const char *timezone;	/* IANA */
	const char **scopes;	/* granted, such as read_orders */
	size_t nscopes;
	const char *api_key;	/* of the app whose token it is; or NULL */
};

/* Whether a scope was granted; one to write includes the one to read. */
bool shopify_has_scope(const struct shopify_shop *shop, const char *scope);

/* The first of the scopes that nothing works without and was not granted. */
const char *shopify_missing_scope(const struct shopify_shop *shop);

/*
 * Ask Shopify whom a token belongs to.
 * -1: XN_REFUSED, Shopify does not take the token, or it is another shop's;
 * XN_UNAVAILABLE, Shopify is out of reach or busy.
 */
int shopify_confirm_token(struct shopify *s, struct arena *a,
			  const char *domain, const char *token,
			  struct shopify_shop *out, struct xn_error *err);

/*
 * Work with a shop.  The strings are copied into `a`, which must outlive
 * the result; nothing has to be closed.
 */
struct shopify_access *shopify_access_new(struct shopify *s, struct arena *a,
					  const char *domain,
					  const char *token);

/* One member, as the variables of a document, in `a`; value may be NULL. */
const char *shopify_variable(struct arena *a, const char *name,
			     const char *value);

/*
 * Send a document (documents.h) with its variables, a JSON object,
 * or NULL.  *data is the answer's `data`, never null; it belongs to `a`.
 * The pause that the shop's rate limit asks for is made before.
 */
int shopify_query(struct shopify_access *access, struct arena *a,
		  const char *document, const char *variables,
		  const struct json **data, struct xn_error *err);

/*
 * The same about rows, one of which may be such that Shopify cannot answer.
 * At the third answer of 5xx, INTERNAL_SERVER_ERROR or TIMEOUT it is given up:
 * -1, XN_UNAVAILABLE and *stumbled, which is false otherwise.
 */
int shopify_query_rows(struct shopify_access *access, struct arena *a,
		       const char *document, const char *variables,
		       const struct json **data, bool *stumbled,
		       struct xn_error *err);

/*
 * Once a query, when Shopify does not take the token: renew() gives another
 * in place of `refused`, or NULL having filled *err.
 */
void shopify_on_refused(struct shopify_access *access,
			const char *(*renew)(void *ctx, const char *refused,
					     struct xn_error *err),
			void *ctx);

/* What the last answer said its query was to cost at most; 0: not said. */
int shopify_requested_cost(const struct shopify_access *access);

/* The shop's rate limit, in whole points, rounded down. */
struct shopify_budget {
	int available;		/* by now: what is restored since is in it */
	int maximum;
	int restore;		/* a second */
};

/* false: no answer has told it yet; *out is untouched. */
bool shopify_budget(const struct shopify_access *access,
		    struct shopify_budget *out);

/*
 * What the next query will cost at most, where the caller knows better than
 * that it will be what the same document cost the last time.
 */
void shopify_expect_cost(struct shopify_access *access, int cost);

/* Pause, as `options->wait` does it.  -1: XN_UNAVAILABLE, stopped. */
int shopify_wait(struct shopify_access *access, int64_t us,
		 struct xn_error *err);

/* The shop as Shopify has it now. */
int shopify_get_shop(struct shopify_access *access, struct arena *a,
		     struct shopify_shop *out, struct xn_error *err);

/* The settings that the client was opened with. */
const struct conf *shopify_conf(const struct shopify *s);

/* The bulk results of this client are read with this (no token goes along). */
struct fetch *shopify_fetch(struct shopify *s);

#endif
