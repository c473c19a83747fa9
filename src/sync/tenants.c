#include "base/log.h"
#include "domain/privacy/tenant_erase.h"

#include "tenants.h"

int tenants_erase(struct sync *s, struct xn_error *err)
{
	struct arena *a = arena_new(4096);
	int64_t *tenants;
	size_t n;

	if (tenant_erase_list(s->db, s->arena, &tenants, &n, err)) {
		arena_free(a);
		return -1;
	}
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		struct xn_error why = { 0 };
		bool done;

		arena_reset(a);
		if (tenant_erase_continue(s->db, a, tenants[i], &done, &why))
			log_warn("tenant %lld is not erased yet: %s",
				 (long long)tenants[i], why.text);
		else if (done)
			log_info("nothing of tenant %lld is left",
				 (long long)tenants[i]);
	}
	arena_free(a);
	return 0;
}
