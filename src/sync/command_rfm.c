#include <stdio.h>

#include "command.h"
#include "scores.h"
#include "shops.h"

static int score(struct sync *s, struct arena *a,
		 const struct shop_target *shop, const void *arg,
		 struct xn_error *err)
{
	(void)arg;
	if (scores_build(s, a, shop->tenant_id, shop->shop_id, err))
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
