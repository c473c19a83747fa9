#include "base/log.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/rollup_part.h"
#include "domain/run/lease.h"

#include "parts.h"

int parts_build(struct db *db, const struct shop_target *shop,
		struct job *job, struct xn_error *err)
{
	struct arena *a = arena_new(16384);
	struct part_build b = { 0 };
	bool done = false;
	int rc = 0;

	while (!rc && !done) {
		arena_reset(a);
		if (sync_stopping())
			rc = sync_stop_error(err);
		else if ((job && job_tick(job, err)) ||
			 rollup_part_build_next(db, a, shop->tenant_id,
						shop->shop_id, &b, &done, err))
			rc = -1;
	}
	arena_free(a);
	return rc;
}

static int build_one(struct sync *s, struct arena *a,
		     const struct shop_target *shop, struct xn_error *err)
{
	const char *holder;
	bool found;

	if (rollup_dirty_find(s->db, a, shop->tenant_id, shop->shop_id,
			      &found, err))
		return -1;
	if (!found)
		return 0;
	if (lease_holder(s->db, a, shop->tenant_id, shop->shop_id, &holder,
			 err))
		return -1;
	return holder ? 0 : parts_build(s->db, shop, NULL, err);
}

void parts_build_all(struct sync *s, const struct shop_target *shops,
		     size_t count)
{
	struct arena *a = arena_new(4096);
	struct xn_error err;

	for (size_t i = 0; i < count && !sync_stopping(); i++) {
		arena_reset(a);
		if (build_one(s, a, &shops[i], &err))
			log_error("%s: its parts are not built: %s",
				  shops[i].domain, err.text);
	}
	arena_free(a);
}
