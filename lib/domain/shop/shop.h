#ifndef DOMAIN_SHOP_SHOP_H
#define DOMAIN_SHOP_SHOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/shopify/shopify.h"
#include "wrap/db.h"

/*
 * A tenant's shop.  It is claimed when it is added, and connected once
 * Shopify itself has confirmed that it is the tenant's (connect.h).
 * Times are microseconds since 1970, 0 where there was none yet.
 */
struct shop {
	int64_t id;
	const char *domain;		/* xyz.myshopify.com */
	const char *name;
	const char *currency;
	const char *timezone;		/* IANA */
	bool is_active;
	bool verified;			/* Shopify has confirmed it once */
	bool connected;			/* and it has not been uninstalled */
	bool needs_reauth;		/* the token is dead */
	bool expires;			/* the token: it is renewed */
	bool has_secret;		/* of its own app: connect.h */
	const char *scopes;		/* granted, as a JSON list of texts */
	bool is_limited;		/* to the last SHOP_LIMIT_DAYS days */
	const char *event_key;		/* public: store/event_page.h */
	int64_t dead_letters;
	int64_t created_at;
	int64_t last_sync_at;
	int64_t last_webhook_at;
	int64_t next_attempt_at;	/* run/breaker.h */
};

/* So far back Shopify shows orders without the scope read_all_orders. */
#define SHOP_LIMIT_DAYS 60

/*
 * In one word: claimed, disconnected, needs_reauth, paused, connected.  The
 * first that fits.
 */
const char *shop_state(const struct shop *shop);

/* All of the tenant's shops, oldest first; none that is being erased. */
int shop_list(struct db *db, struct arena *a, int64_t tenant_id,
	      struct shop **out, size_t *count, struct xn_error *err);

/* -1: XN_NOT_FOUND. */
int shop_get(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, struct shop *out, struct xn_error *err);

/*
 * Collect within the caller's transaction: the shop `preferred` (0: none in
 * particular), else the tenant's first.  shop_from_row() reads it.
 */
void shop_queue_first(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t preferred, struct db_rows **rows);

void shop_from_row(const struct db_rows *rows, int i, struct shop *out);

/* NULL leaves the name as it is, a negative is_active that. */
int shop_update(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const char *name, int is_active,
		struct xn_error *err);

/*
 * Collect a wait for whoever writes to the shop.  The statement behind it sees
 * what they stored; by itself one that waited goes on with what it saw before.
 * Whoever changes a shop and its state waits for the state first.
 */
void shop_queue_wait(struct db *db, struct arena *a, const char *tenant_id,
		     const char *shop_id);

/* The same for the tenant's shop of that domain, if there is one already. */
void shop_queue_wait_domain(struct db *db, struct arena *a, int64_t tenant_id,
			    const char *domain);

/*
 * The same, and then days are of this zone where nothing has one yet; else
 * upkeep/rezone.h moves them.
 */
void shop_queue_zone(struct db *db, struct arena *a, const char *tenant_id,
		     const char *shop_id, const char *timezone);

/* Note what Shopify says of the shop: name, currency, scopes, zone and app. */
int shop_follow(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const struct shopify_shop *said,
		struct xn_error *err);

#endif
