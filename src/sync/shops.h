#ifndef SYNC_SHOPS_H
#define SYNC_SHOPS_H

#include <stddef.h>
#include <stdint.h>

#include "domain/shop/directory.h"

#include "resource.h"
#include "sync.h"

/* The shops that there are to sync, and the rows that say how. */
struct shop_target {
	int64_t tenant_id;
	int64_t shop_id;
	const char *domain;	/* NULL: its tenant is erasing it */
};

/* As shop_directory_list(), in s->arena. */
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

/* How far each resource was read, microseconds since 1970; 0: never. */
int shops_watermarks(struct sync *s, struct arena *a,
		     const struct shop_target *shop,
		     int64_t us[RESOURCE_NKINDS], struct xn_error *err);

#endif
