#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/upkeep/verify.h"
#include "domain/upkeep/verify_sample.h"

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

/* `orderless`: what they are was told; else nothing is deleted unseen. */
static int rebuild(struct sync *s, struct arena *a,
		   const struct shop_target *shop, bool orderless,
		   struct xn_error *err)
{
	if (!sync_patient(s, err) ||
	    verify_repair(s->patient, a, shop->tenant_id, shop->shop_id,
			  orderless, err) ||
	    parts_build(s->patient, shop, NULL, err))
		return -1;
	printf("%s: repaired\n", shop->domain);
	return 0;
}

static int rebuild_one(struct sync *s, struct arena *a,
		       const struct shop_target *shop, const void *arg,
		       struct xn_error *err)
{
	(void)arg;
	return rebuild(s, a, shop, false, err);
}

/* 0: nothing differs, or nothing any more. */
static int verify_one(struct sync *s, struct arena *a,
		      const struct shop_target *shop, const void *repair,
		      struct xn_error *err)
{
	int64_t drift[VERIFY_NCHECKS];

	if (!sync_patient(s, err) ||
	    verify_shop(s->patient, a, shop->tenant_id, shop->shop_id,
			drift, err))
		return -1;
	if (print_drift(shop, drift) == 0)
		return 0;
	if (*(const bool *)repair)
		return rebuild(s, a, shop, true, err);
	return xn_fail(err, XN_REFUSED, "%s: rollups differ", shop->domain);
}

/* One month of a shop, as far as a month can be looked at by itself. */
static int verify_month(struct sync *s, struct arena *a,
			const struct shop_target *shop, const void *arg,
			struct xn_error *err)
{
	int64_t drift[SAMPLE_NCHECKS], sum = 0;
	const char *month;

	(void)arg;
	if (!sync_patient(s, err) ||
	    verify_sample_month(s->patient, a, shop->tenant_id,
				shop->shop_id, &month, err))
		return -1;
	if (!month) {
		printf("%s: nothing to look at\n", shop->domain);
		return 0;
	}
	if (verify_sample(s->patient, a, shop->tenant_id, shop->shop_id,
			  month, drift, err))
		return -1;
	for (int i = 0; i < SAMPLE_NCHECKS; i++) {
		if (drift[i])
			printf("%s: %.7s: %s: %lld rows differ\n",
			       shop->domain, month,
			       verify_sample_name((enum verify_sample_check)i),
			       (long long)drift[i]);
		sum += drift[i];
	}
	if (!sum) {
		printf("%s: %.7s: nothing differs\n", shop->domain, month);
		return 0;
	}
	log_error("verify: %s: %.7s: %lld rows differ", shop->domain, month,
		  (long long)sum);
	return xn_fail(err, XN_REFUSED, "%s: rollups differ", shop->domain);
}

/* One of them at random: which one does not have to be hard to guess. */
static void pick_one(struct shop_target **shops, size_t *n)
{
	if (*n > 1)
		*shops += clock_now_us() % (int64_t)*n;
	if (*n > 1)
		*n = 1;
}

int command_verify(struct sync *s, const struct command_args *args)
{
	struct shop_target *shops;
	struct xn_error err;
	size_t n;

	if (shops_asked(s, SHOPS_OWN, args->shop, &shops, &n, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	if (args->rebuild)
		return shops_each(s, shops, n, rebuild_one, NULL);
	if (!args->sample)
		return shops_each(s, shops, n, verify_one, &args->repair);
	pick_one(&shops, &n);
	return shops_each(s, shops, n, verify_month, NULL);
}
