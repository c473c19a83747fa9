#ifndef SYNC_IDS_H
#define SYNC_IDS_H

#include "job.h"

/*
 * The ids of all objects of a resource that Shopify has: eight bytes each, so
 * that even a large shop's fit in memory.
 */
#define IDS_MAX 3000000

struct ids {
	int64_t *list;		/* ascending */
	size_t count, room;
	int64_t as_of_us;	/* by Shopify's clock; what is newer may lack */
};

/*
 * By a bulk operation.  *known is false if there is none to be had in twice
 * the time that an operation may stand still (setting bulk_stall_s), or there
 * are more than IDS_MAX: why is logged.  Call ids_free() in any case.
 */
int ids_read(struct job *job, const struct resource *r, struct ids *out,
	     bool *known, struct xn_error *err);

bool ids_have(const struct ids *ids, int64_t id);
void ids_free(struct ids *ids);

#endif
