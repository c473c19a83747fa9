#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "domain/verify.h"

#include "command.h"
#include "parts.h"
#include "shops.h"

static int64_t print_drift(const struct shop_target *shop,
			   const int64_t drift[VERIFY_NCHECKS])
{
	int64_t sum = 0;

	for (int i = 0; i < VERIFY_NCHECKS; i++) {
		if (drift[i])
			printf("%s: %s: %lld rows differ\n", shop->domain,
			       verify_check_name((enum verify_check)i),
			       (long long)drift[i]);
		sum += drift[i];
	}
	if (!sum)
		printf("%s: nothing differs\n", shop->domain);
	else
		log_error("verify: %s: %lld rows differ", shop->domain,
			  (long long)sum);
	return sum;
}

/* 0: nothing differs, or nothing any more. */
static int verify_one(struct sync *s, struct arena *a,
		      const struct shop_target *shop, bool repair,
		      struct xn_error *err)
{
	int64_t drift[VERIFY_NCHECKS];
	struct db *db;

	if (sync_stores(s, err))
		return -1;
	db = s->store[0];
	if (verify_shop(db, a, shop->tenant_id, shop->shop_id, drift,
			       err))
		return -1;
	if (print_drift(shop, drift) == 0)
		return 0;
	if (!repair)
		return xn_fail(err, XN_REFUSED, "%s: rollups differ",
			       shop->domain);
	if (verify_repair(db, a, shop->tenant_id, shop->shop_id, err) ||
	    parts_build(db, shop, NULL, err))
		return -1;
	printf("%s: repaired\n", shop->domain);
	return 0;
}

int command_verify(struct sync *s, const struct command_args *args)
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
		if (verify_one(s, a, &shops[i], args->repair, &err)) {
			fprintf(stderr, "xeno-sync: %s\n", err.text);
			rc = -1;
		}
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}
