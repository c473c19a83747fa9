#include "domain/rollup/build.h"
#include "domain/rollup/part.h"

#include "sums.h"

/* Until the customers' half is there, parts; then no more than waiting. */
#define WAIT_MS 1000

static int build_parts(struct job *job, struct arena *a, bool *done,
		       struct xn_error *err)
{
	struct db *customers = job->sync->db;

	while (!db_answered(customers)) {
		arena_reset(a);
		if (*done)
			db_sleep(&customers, 1, WAIT_MS);
		else if (rollup_part_build_next(job->sync->store[0], a,
						job->shop.tenant_id,
						job->shop.shop_id, customers,
						done, err))
			return -1;
	}
	return 0;
}

static int build(struct job *job, struct arena *a, struct xn_error *err)
{
	bool done = false, parts_done = false;

	for (;;) {
		arena_reset(job->page);
		if (job_tick(job, err) ||
		    rollup_build_start(job->sync->db, job->page,
				       job->shop.tenant_id, job->shop.shop_id,
				       &done, err))
			return -1;
		if (done)
			return 0;
		if (build_parts(job, a, &parts_done, err)) {
			/* It waits for an answer, and has to tell the end. */
			db_abandon(job->sync->db);
			return -1;
		}
		if (rollup_build_finish(job->sync->db, err))
			return -1;
	}
}

int sums_build(struct job *job, struct xn_error *err)
{
	struct arena *a;
	int rc;

	if (sync_stores(job->sync, err))
		return -1;
	a = arena_new(16384);
	rc = build(job, a, err);
	arena_free(a);
	return rc;
}
