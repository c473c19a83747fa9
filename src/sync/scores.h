#ifndef SYNC_SCORES_H
#define SYNC_SCORES_H

#include "sync.h"

/*
 * Score all of a shop's customers by what they bought (rollup/rfm.h), slice by
 * slice, with s->tick between two of them.  What it reads is in `a`.
 */
int scores_build(struct sync *s, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, struct xn_error *err);

#endif
