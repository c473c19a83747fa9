#include "domain/rollup/rfm.h"

#include "scores.h"

int scores_build(struct sync *s, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, struct xn_error *err)
{
	struct rfm_work work;
	bool done = false;

	if (!sync_patient(s, err) ||
	    rfm_begin(s->patient, a, tenant_id, shop_id, &work, err))
		return -1;
	while (!done)
		if ((s->tick && s->tick(s->tick_ctx, err)) ||
		    rfm_continue(s->patient, a, tenant_id, shop_id, &work,
				 &done, err))
			return -1;
	return 0;
}
