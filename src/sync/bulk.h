#ifndef SYNC_BULK_H
#define SYNC_BULK_H

#include "job.h"

/*
 * Everything of a shop by bulk operations, all resources at once; each result
 * is taken as it completes.  A resource whose operations fail again and again
 * is read by pages instead.  job->watermark says how far it reaches: an
 * operation is a snapshot of its start, so no later than that.
 */
int bulk_read_all(struct job *job, struct xn_error *err);

#endif
