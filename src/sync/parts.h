#ifndef SYNC_PARTS_H
#define SYNC_PARTS_H

#include "job.h"

/*
 * Build the shop's marked days (rollup/rollup_part.h), slice by slice.  `job`
 * (may be NULL) is ticked between two of them.
 */
int parts_build(struct db *db, const struct shop_target *shop,
		struct job *job, struct xn_error *err);

/*
 * The same for every shop that has some and that nobody syncs: whoever does
 * builds them at the end.  What fails is told, and the others go on.
 */
void parts_build_all(struct sync *s, const struct shop_target *shops,
		     size_t count);

#endif
