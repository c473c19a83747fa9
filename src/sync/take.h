#ifndef SYNC_TAKE_H
#define SYNC_TAKE_H

#include "domain/shopify/bulk_result.h"

#include "job.h"
#include "resource.h"

/* The lines of a bulk result on their way into the database. */
struct take {
	struct job *job;
	const struct resource *resource;	/* NULL: the first line tells */
	struct bulk_result result;
	int64_t newest_us;			/* the latest change seen */
};

/*
 * Feed pieces with bulk_result_feed(&t->result, ...), then end.  What cannot
 * be understood is left out, told and counted.
 * -1: XN_REFUSED, a child stands apart from its parent; or the database's
 * trouble (job->store_failed), or the run is over (job_tick()).
 */
void take_init(struct take *t, struct job *job,
	       const struct resource *resource);

/* Take a ready file, whatever it is of, and note how far it reaches. */
int take_file(struct job *job, const char *path, struct xn_error *err);

#endif
