#ifndef SYNC_SUMS_H
#define SYNC_SUMS_H

#include "job.h"

/*
 * What a first full sync, this one or one that broke off, left for its end:
 * the customers' sums (rollup/build.h); and meanwhile, over another connection
 * and under the same lock of the shop, the parts of marked days
 * (rollup/part.h), as far as they come.  One after the other, the two were
 * most of the time that a large shop took.
 */
int sums_build(struct job *job, struct xn_error *err);

#endif
