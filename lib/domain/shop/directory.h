#ifndef DOMAIN_SHOP_DIRECTORY_H
#define DOMAIN_SHOP_DIRECTORY_H

#include "wrap/db.h"

/* Which tenant's shop a domain is: asked before any tenant is known. */
struct shop_key {
	int64_t tenant_id;
	int64_t shop_id;
};

/* A statement's $1 and $2, of whatever has both members. */
#define SHOP_KEY_ARGS(a, shop)						\
	db_arg_int64(a, (shop)->tenant_id), db_arg_int64(a, (shop)->shop_id)

/*
 * Find a connected shop.  Answers are remembered by the process, so the caller
 * must notice a shop that was disconnected meanwhile (rollup/writer.h does) and
 * call shop_directory_forget(). -1: XN_NOT_FOUND, XN_UNAVAILABLE.
 */
int shop_directory_find(struct db *db, struct arena *a, const char *domain,
			struct shop_key *out, struct xn_error *err);
void shop_directory_forget(const char *domain);

/* A connected shop whose own app signs its deliveries (connect.h). */
struct shop_signer {
	struct shop_key shop;
	const char *box;	/* api_secret, as the column shows it */
};

/*
 * Find what a domain's deliveries may be signed with, before anybody knows
 * whether the one at hand is.  Either what this process remembers, which can
 * be of before (intake.h notices), or `anew`, by the same two round trips
 * whatever there is, and then that is remembered.  The box is NULL where there
 * is no such shop, or no secret of its own; else it belongs to `a`.
 * -1: XN_UNAVAILABLE.
 */
int shop_directory_find_signer(struct db *db, struct arena *a,
			       const char *domain, bool anew,
			       struct shop_signer *out, struct xn_error *err);

/*
 * What talks to Shopify is of connected shops alone; the rest also of those
 * that were never connected and are pushed to (store/push.h); what privacy law
 * asks for also of those that were connected once.  Their domains may be
 * somebody else's now: they are called "shop NUMBER".
 */
enum shops_kind { SHOPS_CONNECTED, SHOPS_OWN, SHOPS_EVER };

/*
 * All such shops, of all tenants: columns tenant_id, shop_id and shop_domain,
 * NULL of a shop whose tenant is erasing it.  Each tenant's first shop, then
 * each one's second, and so on, so that nobody with a thousand shops goes
 * before somebody with one.  NULL: as db_read().
 */
struct db_rows *shop_directory_list(struct db *db, struct arena *a,
				    enum shops_kind kind,
				    struct xn_error *err);

#endif
