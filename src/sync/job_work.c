/* What a run does, by its type. */
#include "base/log.h"
#include "domain/privacy/erase.h"
#include "domain/rollup/build.h"
#include "domain/upkeep/rezone.h"
#include "domain/upkeep/statistics.h"

#include "beside.h"
#include "job.h"
#include "parts.h"
#include "readings.h"
#include "reconcile.h"
#include "scores.h"
#include "sums.h"

/* How long one step of an erasure may take between two signs of life. */
#define ERASE_STEP_MS 500

/* What one statement, or one transaction, over all of a shop may take. */
#define WHOLE_SHOP_S (10 * 60)

static int erase(struct job *job, struct xn_error *err)
{
	bool done = false;

	progress_enter(&job->progress, "erasing",
		       "taking the shop's rows away");
	while (!done) {
		arena_reset(job->page);
		if (job_tick(job, err) ||
		    erase_continue(job->sync->db, job->page,
				   job->shop.tenant_id, job->shop.shop_id,
				   ERASE_STEP_MS, &done, err))
			return -1;
	}
	return 0;
}

static int (*const readings[])(struct job *job, struct xn_error *err) = {
	[RUN_FULL_SYNC] = full_read,
	[RUN_DELTA] = delta_read,
	[RUN_AGREEMENTS] = ledgers_read,
	[RUN_RECONCILE] = reconcile_read,
};

static int read_and_store(struct job *job, struct xn_error *err)
{
	int rc;

	if (sync_lanes(job->sync, err))
		return -1;
	job->copy = copy_open(job->sync->lanes, job->shop.tenant_id,
			      job->shop.shop_id);
	copy_on_wait(job->copy, job->sync->tick, job->sync->tick_ctx);
	rc = readings[job->run.type](job, err);
	copy_close(job->copy);
	job->copy = NULL;
	if (rc == 0 && job->run.type == RUN_FULL_SYNC)
		rc = statistics_gather(job->sync->db, job->page,
				       job->shop.tenant_id, err);
	return rc;
}

/*
 * The customers, by what they bought; each night does it again.  The first
 * statement looks at all orders, what follows ticks.
 */
static int score(struct job *job, struct xn_error *err)
{
	if (job->run.type != RUN_FULL_SYNC)
		return 0;
	if (job_hold(job, WHOLE_SHOP_S, err))
		return -1;
	return scores_build(job->sync, job->page, job->shop.tenant_id,
			    job->shop.shop_id, err);
}

/*
 * Shopify has said by now in which zone the shop is.  The days are moved in one
 * transaction without a tick: of a shop where that takes longer than the lease
 * is held for, another process may take the run, and then waits for the shop's
 * lock.
 */
static int follow_zone(struct job *job, struct xn_error *err)
{
	const struct shop_target *shop = &job->shop;
	const char *zone;
	bool due;

	arena_reset(job->page);
	if (rezone_is_due(job->sync->db, job->page, shop->tenant_id,
			  shop->shop_id, &due, err))
		return -1;
	if (!due)
		return 0;
	if (!sync_patient(job->sync, err) ||
	    job_hold(job, WHOLE_SHOP_S, err) ||
	    rezone(job->sync->patient, job->page, shop->tenant_id,
		   shop->shop_id, &zone, err))
		return -1;
	log_info("the shop's days are those of %s now", zone);
	return 0;
}

/*
 * Files have all there is of an order, and as a rule in the order of time, so
 * days can be built while later ones come in.  Of what is read from Shopify
 * most days change once more, when refunds are.
 */
static int store_and_sum(struct job *job, struct xn_error *err)
{
	bool is_full = job->run.type == RUN_FULL_SYNC;

	if (is_full && job->nfiles)
		beside_start(job, true);
	if (read_and_store(job, err))
		return -1;
	if (is_full)
		beside_start(job, false);
	return sums_build(job, err) || score(job, err) ||
	       beside_end(job, err) ? -1 : 0;
}

int job_work(struct job *job, struct xn_error *err)
{
	int rc;

	if (job->run.type == RUN_ERASE)
		return erase(job, err);
	if (job->run.type == RUN_FULL_SYNC &&
	    rollup_build_later(job->sync->db, job->page, job->shop.tenant_id,
			       job->shop.shop_id, err))
		return -1;
	rc = store_and_sum(job, err);
	beside_stop(job);
	return rc || follow_zone(job, err) ||
	       parts_build(job->sync->db, &job->shop, job, err) ? -1 : 0;
}
