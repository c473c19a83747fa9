#ifndef SYNC_BULK_READ_H
#define SYNC_BULK_READ_H

#include "job.h"

/*
 * What was changed since from_us[resource] (0: ever; BULK_READ_NOTHING: not
 * that resource) by bulk operations, all at once; each result is taken as it
 * completes.  One that stands still (setting bulk_stall_s) is cancelled, and
 * counts as failed.  A resource whose operations fail again and again is read
 * by pages instead.  job->watermark says how far it reaches: an operation is a
 * snapshot of its start, so no later than that.
 */
#define BULK_READ_NOTHING (-1)

int bulk_read(struct job *job, const int64_t from_us[RESOURCE_NKINDS],
	      struct xn_error *err);

#endif
