#ifndef SYNC_READINGS_H
#define SYNC_READINGS_H

#include "base/clock.h"

#include "job.h"

/*
 * Everything of a shop: by bulk operations, or from ready files.  The
 * watermarks are moved at the very end, so whoever is killed before leaves
 * the next run to do it again.
 */
int full_read(struct job *job, struct xn_error *err);

/*
 * What was changed since the watermarks, and a little before them, because
 * Shopify's search is behind.  A shop that was never read whole is.
 */
int delta_read(struct job *job, struct xn_error *err);

/*
 * What follows a reading: the lines of refunds, and Shopify's own ledgers of
 * the orders that are queued, for some minutes and until job->end_us at most.
 */
int ledgers_read(struct job *job, struct xn_error *err);

/* How far Shopify's search may be behind. */
#define CHANGES_OVERLAP_US (10 * 60 * CLOCK_SECOND_US)

/* What the shop is now, and what of it the app may see. */
int full_read_shop(struct job *job, struct xn_error *err);

/* What was changed since from_us, which is used up.  Needs job->access. */
int changes_read(struct job *job, int64_t from_us[RESOURCE_NKINDS],
		 struct xn_error *err);

#endif
