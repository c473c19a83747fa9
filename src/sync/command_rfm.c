#include <stdio.h>

#include "domain/rollup/rfm.h"

#include "command.h"
#include "shops.h"

int command_rfm_shop(struct sync *s, struct arena *a, int64_t tenant_id,
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

static int score(struct sync *s, struct arena *a,
		 const struct shop_target *shop, const void *arg,
		 struct xn_error *err)
{
	(void)arg;
	if (command_rfm_shop(s, a, shop->tenant_id, shop->shop_id, err))
		return -1;
	printf("%s: customers are scored\n", shop->domain);
	return 0;
}

int command_rfm(struct sync *s, const struct command_args *args)
{
	struct shop_target *shops;
	struct xn_error err;
	size_t n;

	if (shops_asked(s, SHOPS_OWN, args->shop, &shops, &n, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	return shops_each(s, shops, n, score, NULL);
}
