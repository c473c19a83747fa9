#include <stdio.h>

#include "base/log.h"
#include "domain/privacy/erase.h"
#include "domain/shop/disconnect.h"
#include "domain/upkeep/sweep.h"

#include "command.h"
#include "shops.h"

static size_t sweep(struct sync *s, const struct shop_target *shops, size_t n)
{
	struct arena *a = arena_new(4096);
	int64_t swept, all = 0;
	struct xn_error err;
	size_t failed = 0;

	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		arena_reset(a);
		if (sweep_shop(s->patient, a, shops[i].tenant_id,
			       shops[i].shop_id, s->conf.history_keep_days,
			       &swept, &err)) {
			log_error("%s is not swept: %s", shops[i].domain,
				  err.text);
			failed++;
		}
		all += swept;
	}
	arena_free(a);
	printf("%lld deliveries, dead letters and runs swept away, %zu shops"
	       " failed\n", (long long)all, failed);
	return failed;
}

/* What connected shops need no more; the others' rows are erased. */
static int sweep_shops(struct sync *s)
{
	struct shop_target *shops;
	struct xn_error err;
	size_t n;

	if (shops_list(s, SHOPS_CONNECTED, &shops, &n, &err) ||
	    !sync_patient(s, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	return sweep(s, shops, n) ? -1 : 0;
}

struct swept {
	int64_t events, persons;
};

static int sweep_tenant(struct sync *s, struct arena *a, int64_t tenant_id,
			struct swept *all, struct xn_error *err)
{
	int64_t events = 0, persons = 0;
	int rc = sweep_audit(s->db, a, tenant_id, s->conf.audit_keep_days,
			     &events, err) ||
		 sweep_persons(s->db, a, tenant_id, s->conf.history_keep_days,
			       &persons, err);

	all->events += events;
	all->persons += persons;
	return rc ? -1 : 0;
}

/* Of every tenant, also one that has no shop (any more). */
static int sweep_tenants(struct sync *s)
{
	struct db_rows *tenants;
	struct arena *a = arena_new(4096);
	struct swept all = { 0 };
	struct xn_error err;
	size_t failed = 0;

	tenants = sweep_list_tenants(s->db, s->arena, &err);
	if (!tenants)
		fprintf(stderr, "xeno-sync: %s\n", err.text);
	for (int i = 0; tenants && i < db_count(tenants) && !sync_stopping();
	     i++) {
		int64_t tenant_id = db_int64(tenants, i, "tenant_id");

		arena_reset(a);
		if (sweep_tenant(s, a, tenant_id, &all, &err)) {
			log_error("tenant %lld is not swept: %s",
				  (long long)tenant_id, err.text);
			failed++;
		}
	}
	arena_free(a);
	printf("%lld audit events swept away, %zu tenants failed\n",
	       (long long)all.events, failed);
	printf("%lld persons forgotten\n", (long long)all.persons);
	return tenants && !failed ? 0 : -1;
}

/* They are erased by whoever takes up the runs that this leaves behind. */
static int erase_shops(struct sync *s)
{
	struct shop_key *shops;
	struct xn_error err;
	size_t n, due, failed = 0;

	if (shop_list_disconnected(s->db, s->arena, s->conf.shop_keep_days,
				   &shops, &n, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	due = n;
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		if (erase_begin_disconnected(s->db, s->arena,
					     shops[i].tenant_id,
					     shops[i].shop_id,
					     s->conf.shop_keep_days,
					     &err) == 0)
			continue;
		if (err.code == XN_REFUSED) {
			due--;
			continue;
		}
		log_error("shop %lld is not erased: %s",
			  (long long)shops[i].shop_id, err.text);
		failed++;
	}
	printf("%zu shop%s to erase, %zu failed\n", due,
	       due == 1 ? "" : "s", failed);
	return failed ? -1 : 0;
}

int command_retention(struct sync *s, const struct command_args *args)
{
	int failed;

	(void)args;
	failed = erase_shops(s) != 0;
	failed += sweep_shops(s) != 0;
	failed += sweep_tenants(s) != 0;
	return failed ? -1 : 0;
}
