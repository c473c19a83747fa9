#include "domain/rollup/build.h"

#include "sums.h"

int sums_build(struct job *job, struct xn_error *err)
{
	bool done = false;

	if (!sync_patient(job->sync, err))
		return -1;
	while (!done) {
		arena_reset(job->page);
		if (job_tick(job, err) ||
		    rollup_build_next(job->sync->patient, job->page,
				      job->shop.tenant_id, job->shop.shop_id,
				      &done, err))
			return -1;
	}
	return 0;
}
