#ifndef SYNC_AGREEMENTS_H
#define SYNC_AGREEMENTS_H

#include "job.h"

/*
 * Shopify's own ledgers (entity/agreement.h) in the place of derived rows.
 * Here the queue of orders (store/order_queue.h) is worked off.
 */

/*
 * Store the ledgers of those of `nodes` that are orders.  No merge of
 * job->copy may be on its way.
 */
int agreements_take(struct job *job, const struct json *nodes,
		    struct xn_error *err);

/*
 * An order whose ledger cannot be had, for the reason in *err: derived rows
 * stay until it changes.  Returns as job_leave_out().
 */
int agreements_leave_out(struct job *job, int64_t order_id,
			 struct xn_error *err);

/*
 * Work the queue off, for `limit_us` microseconds at most; job->detail says
 * what is left.  Needs job->access.
 */
int agreements_read(struct job *job, int64_t limit_us, struct xn_error *err);

#endif
