#ifndef DOMAIN_STORE_EVENT_PAGE_H
#define DOMAIN_STORE_EVENT_PAGE_H

#include <stddef.h>

#include "wrap/db.h"

/*
 * What the pages of a storefront tell.  They speak for a shop by its public
 * key, TENANT-SHOP-KEY: two ids and 32 hex digits, so that no directory over
 * all tenants is needed.  Nothing of the visitor's is taken.
 */
#define EVENT_PAGE_MOST 50	/* events at once */

struct event_view {
	const char *id;		/* the page's name for it: told twice is once */
	const char *type;	/* product_viewed; nothing else is a page's */
	const char *product;	/* the handle */
};

struct event_page {
	const char *key;
	struct event_view *views;
	size_t nviews;
};

/* The parts of a key.  -1: it is none. */
int event_page_key(struct arena *a, const char *text, int64_t *tenant_id,
		   int64_t *shop_id, const char **key);

/*
 * Store them as of now.  -1: XN_BAD_INPUT, another type; XN_NOT_FOUND, no
 * such key, or the shop is not connected; XN_UNAVAILABLE, also where somebody
 * writes that shop for longer than a page may wait.
 */
int event_page_store(struct db *db, struct arena *a,
		     const struct event_page *page, struct xn_error *err);

#endif
