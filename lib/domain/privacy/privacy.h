#ifndef DOMAIN_PRIVACY_PRIVACY_H
#define DOMAIN_PRIVACY_PRIVACY_H

#include <stdbool.h>

#include "domain/rollup/writer.h"

/*
 * Requests that privacy law lets people make: for what is stored of them, and
 * for its erasure.  A request stays as evidence when it was carried out, with
 * nothing of the person's but a digest: an erasure at once, a request for data
 * when there was time to read it again (sweep_persons(), upkeep/sweep.h).
 */
enum privacy_kind {
	PRIVACY_DATA_REQUEST,
	PRIVACY_CUSTOMER_REDACT,
	PRIVACY_SHOP_REDACT,
	PRIVACY_NKINDS
};

const char *privacy_kind_name(enum privacy_kind kind);

/* Who a request is about; NULL and 0 where it does not say. */
struct privacy_person {
	const char *domain;
	int64_t customer_id;
	const char *email;
	const char *phone;
	const char *order_ids;		/* array literal, '{}' at least */
	const char *triggered_at;
};

/* Collect a request; all but PRIVACY_DATA_REQUEST wait to be carried out. */
void privacy_want(const struct writer *w, enum privacy_kind kind,
		  const struct privacy_person *person, int64_t shopify_id);

/*
 * Collect the erasure of what is found by its key: the customer, the addresses
 * on the orders, and whose the checkouts were; with tombstones that no late
 * delivery or sync passes.
 */
void privacy_redact_named(const struct writer *w,
			  const struct privacy_person *person);

/* One that waits, as directory_list_privacy() names it. */
struct privacy_key {
	int64_t tenant_id, shop_id, request_id;
};

struct privacy_pending {
	enum privacy_kind kind;
	bool connected;		/* the shop is, just now */
	bool superseded;	/* it was connected after the request */
	bool erased;		/* the shop is gone already */
	const char *verified_at;	/* its last connection, or NULL */
};

/* Over all tenants. */
int privacy_list_pending(struct db *db, struct arena *a,
			 struct privacy_key **out, size_t *count,
			 struct xn_error *err);

/* -1: XN_NOT_FOUND; it is taken out of the directory. */
int privacy_get_pending(struct db *db, struct arena *a,
			const struct privacy_key *key,
			struct privacy_pending *out, struct xn_error *err);

/*
 * Erase the person wherever a search finds something, dead letters included,
 * and end the request.  Takes the shop's lock, but not while it reads all
 * orders.  -1: XN_NOT_FOUND, the shop began to be erased meanwhile; the request
 * ends with it.
 */
int privacy_redact_found(struct db *db, struct arena *a,
			 const struct privacy_key *key, struct xn_error *err);

/*
 * Begin to erase the shop (erase.h), and end the request.  -1: XN_REFUSED, it
 * was connected since it was `seen`, or the request is ended.
 */
int privacy_redact_shop(struct db *db, struct arena *a,
			const struct privacy_key *key,
			const struct privacy_pending *seen,
			struct xn_error *err);

/*
 * End a request, forgetting whom it was about; `outcome` in words.  One that
 * is ended already stays as it is.
 */
int privacy_finish(struct db *db, struct arena *a,
		   const struct privacy_key *key, const char *outcome,
		   struct xn_error *err);

#endif
