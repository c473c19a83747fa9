#ifndef DOMAIN_SHOPIFY_BULK_RESULT_H
#define DOMAIN_SHOPIFY_BULK_RESULT_H

#include <stdbool.h>

#include "domain/entity/order_graphql.h"
#include "domain/shopify/lines.h"

/*
 * The result of a bulk operation: a file of JSON lines.  A customer or a
 * product is one line.  An order is one line, with the lines of its children
 * right behind it (groupObjects): they are put together as they come.  A
 * child that does not stand there ends the reading, because then the whole
 * file would have to be held to join it.
 */
struct bulk_result_calls {
	/* A line without a parent that is not an order's. */
	int (*node)(void *ctx, const struct json *node, struct xn_error *err);
	/* An order with its children, not finished (entity/order_graphql.h). */
	int (*order)(void *ctx, struct graphql_order *order,
		     struct xn_error *err);
	/* What cannot be understood, and why: 0 to go on without it. */
	int (*left_out)(void *ctx, const char *what, struct xn_error *err);
};

struct bulk_result {
	const struct bulk_result_calls *calls;
	void *ctx;
	struct arena *arena;		/* of the object at hand */
	struct lines lines;
	struct graphql_order *order;	/* at hand, or NULL */
	const char *order_gid;		/* also of one that was left out */
	size_t room[GRAPHQL_NLISTS];	/* of its lists */
	bool damaged;			/* the parent of what follows is */
};

/* `arena` is the reader's; it is reset before each object. */
void bulk_result_init(struct bulk_result *r, struct arena *arena,
		      const struct bulk_result_calls *calls, void *ctx);

/*
 * The next piece of the file, and its end.  -1: XN_REFUSED, a child stands
 * apart from its parent; XN_TOO_LARGE, a line; or what a call says.
 */
int bulk_result_feed(struct bulk_result *r, const char *data, size_t n,
		     struct xn_error *err);
int bulk_result_end(struct bulk_result *r, struct xn_error *err);

void bulk_result_free(struct bulk_result *r);

#endif
