#ifndef SYNC_SHOPS_H
#define SYNC_SHOPS_H

#include <stddef.h>
#include <stdint.h>

#include "domain/shop/directory.h"
#include "domain/shopify/shopify.h"

#include "resource.h"
#include "sync.h"

/* The shops that there are to sync, and the rows that say how. */
struct shop_target {
	int64_t tenant_id;
	int64_t shop_id;
	const char *domain;	/* NULL: its tenant is erasing it */
};

/*
 * What talks to Shopify is of connected shops alone; the rest also of those
 * that were never connected and are pushed to (store/push.h); what privacy law
 * asks for also of those that were connected once.  Their domains may be
 * somebody else's now: they are called "shop NUMBER".
 */
enum shops_kind { SHOPS_CONNECTED, SHOPS_OWN, SHOPS_EVER, SHOPS_NKINDS };

/*
 * All such shops in the order in which they are to be worked on: each
 * tenant's first shop, then each one's second, and so on, so that nobody with
 * a thousand shops goes before somebody with one.
 */
int shops_list(struct sync *s, enum shops_kind kind, struct shop_target **out,
	       size_t *count, struct xn_error *err);

/* By domain or id.  -1: XN_NOT_FOUND, no such shop. */
int shops_find(struct sync *s, enum shops_kind kind, const char *name,
	       struct shop_target *out, struct xn_error *err);

/*
 * Of a command: the one that is named, as by shops_find(), a connected one
 * first; or NULL for all.
 */
int shops_asked(struct sync *s, enum shops_kind kind, const char *name,
		struct shop_target **out, size_t *count, struct xn_error *err);

/*
 * Do something for each that is not being erased; `a` is for one of them.  A
 * failure is told and keeps nobody else waiting.  -1: some failed.
 */
typedef int shop_fn(struct sync *s, struct arena *a,
		    const struct shop_target *shop, const void *arg,
		    struct xn_error *err);
int shops_each(struct sync *s, const struct shop_target *shops, size_t count,
	       shop_fn *fn, const void *arg);

/*
 * Note what Shopify says of the shop.  Where there are no orders yet the days
 * follow a new time zone at once; else at the end of the run (upkeep/rezone.h).
 */
int shops_update(struct sync *s, struct arena *a,
		 const struct shop_target *shop,
		 const struct shopify_shop *now, struct xn_error *err);

/* How far each resource was read, microseconds since 1970; 0: never. */
int shops_watermarks(struct sync *s, struct arena *a,
		     const struct shop_target *shop,
		     int64_t us[RESOURCE_NKINDS], struct xn_error *err);

/* Was it read whole, so that a delta of it is short? */
int shops_was_read(struct sync *s, struct arena *a,
		   const struct shop_target *shop, bool *was_read,
		   struct xn_error *err);

/* The holder of the shop's lease, in `a`; NULL if there is none. */
int shops_lease_holder(struct sync *s, struct arena *a,
		       const struct shop_target *shop, const char **holder,
		       struct xn_error *err);

#endif
