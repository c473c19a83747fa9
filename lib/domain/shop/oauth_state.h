#ifndef DOMAIN_SHOP_OAUTH_STATE_H
#define DOMAIN_SHOP_OAUTH_STATE_H

#include "base/conf.h"
#include "wrap/db.h"

/*
 * What ties the way back from Shopify to the browser that went there.  The
 * state travels in the address; a ticket, signed by us, stays behind in a
 * cookie and says for which shop and tenant the state was made.  The server
 * keeps nothing but the states that have come back, so that each is good once.
 */
#define OAUTH_TICKET_TTL_S 600

struct oauth_ticket {
	const char *state;
	const char *domain;	/* of the shop that was asked for */
	int64_t tenant_id;	/* 0: nobody was logged in */
};

/* A new state for a shop; *cookie is the ticket as text.  All in `a`. */
struct oauth_ticket oauth_state_new(struct arena *a, const struct conf *conf,
				    const char *domain, int64_t tenant_id,
				    int64_t now_us, const char **cookie);

/*
 * Read the ticket that goes with a state and a shop.  `cookie` and `state`
 * may be NULL.  -1: XN_FORBIDDEN, it is another's, altered, or over.
 */
int oauth_state_check(struct arena *a, const struct conf *conf,
		      const char *cookie, const char *state,
		      const char *domain, int64_t now_us,
		      struct oauth_ticket *out, struct xn_error *err);

/* -1: XN_FORBIDDEN, the state has come back before; XN_UNAVAILABLE. */
int oauth_state_spend(struct db *db, struct arena *a, const char *state,
		      struct xn_error *err);

#endif
