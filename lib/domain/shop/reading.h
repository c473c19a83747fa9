#ifndef DOMAIN_SHOP_READING_H
#define DOMAIN_SHOP_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/run/run.h"
#include "domain/shop/unknown_sales.h"
#include "domain/shopify/shopify.h"
#include "wrap/db.h"

/*
 * How far a shop is read, resource by resource, what Shopify's rate limit of
 * it had left, its latest run, and what it has of sales without a name.  Times
 * are microseconds since 1970, 0 where there was none.
 */
enum reading_state {
	READING_NEVER,		/* not once to its end */
	READING_SYNCING,	/* a run that reads it waits or goes on */
	READING_BEHIND,		/* the last one that ended well is too old */
	READING_CURRENT,
};

/*
 * Changes are read each quarter of an hour, so two readings that did not come
 * or failed leave a resource behind.
 */
#define READING_LATE_S (40 * 60)

struct resource_reading {
	const char *resource;	/* customers, orders, products */
	enum reading_state state;
	int64_t watermark;	/* the latest change that was read */
	int64_t rows;		/* of orders those that count, see README */
};

#define SHOP_RESOURCES 3

struct shop_reading {
	int64_t shop_id;
	struct resource_reading resources[SHOP_RESOURCES];
	struct shopify_budget budget;
	int64_t budget_seen_at;		/* 0: no run has seen it yet */
	struct unknown_sales *unknown;	/* NULL: there are none */
	struct run *latest;		/* NULL: there was none yet */
};

/* never, syncing, behind, current */
const char *reading_state_name(enum reading_state state);

/*
 * Of all of the tenant's shops, or of one, if shop_id is not 0, and of none
 * that is being erased; in one round trip.  *out is in `a`.  -1: as
 * db_commit().
 */
int shop_reading_list(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct shop_reading **out,
		      size_t *count, struct xn_error *err);

/*
 * How far each resource of a shop is read, of those that are at all: columns
 * resource and us.  NULL: as db_read().
 */
struct db_rows *shop_watermark_list(struct db *db, struct arena *a,
				    int64_t tenant_id, int64_t shop_id,
				    struct xn_error *err);

/* Was it read whole, so that what changed since is little? */
int shop_was_read(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool *was_read, struct xn_error *err);

/* Keep what a run saw of the rate limit last, as of now. */
int shop_reading_keep_budget(struct db *db, struct arena *a,
			     int64_t tenant_id, int64_t shop_id,
			     const struct shopify_budget *budget,
			     struct xn_error *err);

#endif
