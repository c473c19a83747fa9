#include <stdio.h>

#include "base/log.h"
#include "domain/rfm.h"

#include "command.h"
#include "shops.h"

int rfm_shop(struct sync *s, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, struct xn_error *err)
{
	struct rfm_work work;
	bool done = false;

	if (sync_stores(s, err) ||
	    rfm_begin(s->store[0], a, tenant_id, shop_id, &work, err))
		return -1;
	while (!done)
		if (rfm_continue(s->store[0], a, tenant_id, shop_id, &work,
				 &done, err))
			return -1;
	return 0;
}

int command_rfm(struct sync *s, const struct command_args *args)
{
	struct arena *a = arena_new(16384);
	struct shop_target *shops = NULL, one;
	struct xn_error err;
	size_t n = 1;
	int rc;

	if (args->shop) {
		rc = shops_find(s, args->shop, &one, &err);
		shops = &one;
	} else {
		rc = shops_list(s, &shops, &n, &err);
	}
	if (rc)
		fprintf(stderr, "xeno-sync: %s\n", err.text);
	for (size_t i = 0; rc == 0 && i < n && !sync_stopping(); i++) {
		if (!shops[i].domain)
			continue;
		rc = rfm_shop(s, a, shops[i].tenant_id, shops[i].shop_id,
			      &err);
		if (rc)
			fprintf(stderr, "xeno-sync: %s\n", err.text);
		else
			printf("%s: customers are scored\n", shops[i].domain);
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}
