#ifndef SYNC_SUMS_H
#define SYNC_SUMS_H

#include "job.h"

/*
 * What a first full sync, this one or one that broke off, left for its end:
 * the customers' sums (rollup/build.h), slice by slice.
 */
int sums_build(struct job *job, struct xn_error *err);

#endif
