#ifndef SYNC_FULL_H
#define SYNC_FULL_H

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
 * the orders that are queued, for some minutes.
 */
int ledgers_read(struct job *job, struct xn_error *err);

#endif
