#ifndef SYNC_RESOURCE_H
#define SYNC_RESOURCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "wrap/json.h"

/* What is read of a shop, and how: one row a resource. */
struct job;
struct graphql_order;

enum resource_id {
	RESOURCE_CUSTOMERS,
	RESOURCE_PRODUCTS,
	RESOURCE_ORDERS,
	RESOURCE_NKINDS
};

struct resource {
	enum resource_id id;
	const char *name;	/* of the watermark, the phase, the field */
	const char *gid;	/* what its ids begin with */
	const char *select;	/* see shopify/documents.h */
	const char *page;
	const char *first;	/* the page's first row, its id alone */
	const char *filter;	/* beside the time of the change, or NULL */
	/*
	 * Store a node of a page, or a parentless line of a bulk result that
	 * has no children.  *updated_us is when it was changed last.
	 * -1 with XN_BAD_INPUT: this one is not fit to be stored.
	 */
	int (*store)(struct job *job, const struct json *node,
		     int64_t *updated_us, struct xn_error *err);
};

extern const struct resource resources[RESOURCE_NKINDS];

/*
 * Shopify's search for what was changed from `from_us` on and before `to_us`
 * (0: without that bound), in `a`; NULL finds everything.
 */
const char *resource_search(struct arena *a, const struct resource *r,
			    int64_t from_us, int64_t to_us);

/*
 * Store a node of a page.  One that cannot be stored is left out, which is
 * success; *updated_us is then 0.
 */
int resource_take(struct job *job, const struct resource *r,
		  const struct json *node, int64_t *updated_us,
		  struct xn_error *err);

/*
 * Leave a node out that cannot be stored, or that Shopify gave no more of than
 * its id and the time of its change: as job_leave_out().
 */
int resource_leave_out(struct job *job, const struct resource *r,
		       const struct json *node, struct xn_error *err);

/* Finish an order that is all there, and store it.  Errors as for store(). */
int resource_store_order(struct job *job, struct graphql_order *g,
			 struct xn_error *err);

#endif
