#ifndef SYNC_DELETIONS_H
#define SYNC_DELETIONS_H

#include "job.h"

/*
 * Find what was deleted at Shopify without a webhook having come: list all ids
 * there, by a bulk operation, and look for ours that are missing.  Each is
 * asked for once more by its id before it is buried (store/order_store.h), and
 * where too many are missing to be believed, none is.  What could not be looked
 * at is said in job->detail.
 *
 * `seen_since_us`: orders before that the app may not see (0: it sees all).
 * No merge of job->copy may be on its way.  Needs job->access.
 */
int deletions_find(struct job *job, int64_t seen_since_us,
		   struct xn_error *err);

#endif
