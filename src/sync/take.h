#ifndef SYNC_TAKE_H
#define SYNC_TAKE_H

#include "domain/order_graphql.h"
#include "domain/shopify_lines.h"

#include "job.h"
#include "resource.h"

/*
 * The lines of a bulk result, put together and stored as they come.  An
 * order's children stand right behind it (groupObjects); one that does not is
 * told, because then the whole file would have to be held to join it.
 */
struct take {
	struct job *job;
	const struct resource *resource;	/* NULL: the first line tells */
	struct lines lines;
	struct graphql_order *order;	/* at hand, or NULL */
	const char *order_gid;
	size_t room[GRAPHQL_NLISTS];	/* of its lists */
	int64_t roots;			/* lines without a parent */
	int64_t newest_us;		/* the latest change seen */
	bool damaged;			/* the parent of what follows is */
};

void take_init(struct take *t, struct job *job,
	       const struct resource *resource);

/*
 * Feed pieces with lines_feed(&t->lines, ...), then end.
 * What cannot be understood is left out, told and counted.
 * -1: XN_REFUSED, a child stands apart from its parent; or the database's
 * trouble (job->store_failed), or the run is over (job_tick()).
 */
int take_end(struct take *t, struct xn_error *err);
void take_free(struct take *t);

/* Take a ready file, whatever it is of, and note how far it reaches. */
int take_file(struct job *job, const char *path, struct xn_error *err);

#endif
