#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "domain/shop/shop_webhooks.h"
#include "domain/shop/unknown_sales.h"

#include "command.h"
#include "job.h"

static const char *ago(int64_t us, char out[32])
{
	int64_t s = (clock_now_us() - us) / CLOCK_SECOND_US;

	if (!us)
		snprintf(out, 32, "never");
	else if (s < 120)
		snprintf(out, 32, "%lld s ago", (long long)s);
	else if (s < 7200)
		snprintf(out, 32, "%lld min ago", (long long)s / 60);
	else
		snprintf(out, 32, "%lld h ago", (long long)s / 3600);
	return out;
}

static void print_run(const struct run *run)
{
	char when[32];

	printf("  %s %s", run_type_name(run->type),
	       run_status_name(run->status));
	switch (run->status) {
	case RUN_STATUS_PENDING:
		printf(", asked for %s", ago(run->created_at, when));
		break;
	case RUN_STATUS_RUNNING:
		printf(", %s: %lld rows", run->phase ? run->phase : "?",
		       (long long)run->rows_read);
		if (run->rows_expected >= 0)
			printf(" of %lld", (long long)run->rows_expected);
		printf(", heard of %s", ago(run->heartbeat_at, when));
		break;
	default:
		printf(" %s", ago(run->finished_at, when));
	}
	if (run->error || run->detail)
		printf(": %s", run->error ? run->error : run->detail);
	putchar('\n');
}

static int print_webhooks(struct sync *s, const struct shop_target *shop,
			  struct xn_error *err)
{
	struct shop_webhooks hooks;
	size_t missing = 0;
	char when[32];

	if (shop_webhooks_get(s->db, s->arena, shop->tenant_id, shop->shop_id,
			      &hooks, err))
		return -1;
	printf("  webhooks   last delivery %s",
	       ago(hooks.last_delivery_at, when));
	for (size_t i = 0; i < hooks.ntopics; i++)
		missing += hooks.topics[i].subscribed == 0;
	if (missing)
		printf(", %zu topics not subscribed to", missing);
	printf("; %lld dead letters (%lld of a day), %lld failed runs of a"
	       " day\n", (long long)hooks.dead_letters,
	       (long long)hooks.new_dead_letters,
	       (long long)hooks.failed_runs);
	if (hooks.next_attempt_at) {
		time_print_rfc3339(hooks.next_attempt_at, when);
		printf("  waits      until %s, after %lld failures in a row\n",
		       when, (long long)hooks.failures);
	}
	return 0;
}

/* A shop without any has no line of it. */
static int print_unknown(struct sync *s, const struct shop_target *shop,
			 struct xn_error *err)
{
	struct unknown_sales *u;

	if (unknown_sales_get(s->db, s->arena, shop->tenant_id, shop->shop_id,
			      &u, err))
		return -1;
	if (u)
		printf("  unknown    %lld sales of %lld orders, %s to %s, of a"
		       " kind that Shopify did not name: in no figure\n",
		       (long long)u->lines, (long long)u->orders, u->from,
		       u->to);
	return 0;
}

static int print_shop(struct sync *s, const struct shop_target *shop,
		      struct xn_error *err)
{
	int64_t us[RESOURCE_NKINDS];
	struct run *runs;
	size_t n;

	if (run_list(s->db, s->arena, shop->tenant_id, shop->shop_id, 0, 1,
		     &runs, &n, err) ||
	    shops_watermarks(s, s->arena, shop, us, err))
		return -1;
	printf("%s (shop %lld)\n", shop->domain, (long long)shop->shop_id);
	if (n)
		print_run(&runs[0]);
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		char when[32];

		printf("  %-10s read up to a change %s\n", resources[i].name,
		       ago(us[i], when));
	}
	return print_unknown(s, shop, err) || print_webhooks(s, shop, err) ? -1
									   : 0;
}

static int print_processes(struct sync *s, struct xn_error *err)
{
	int64_t busy;

	if (slot_count(s->db, s->arena, &busy, err))
		return -1;
	printf("%lld of %d processes are at work on shops\n",
	       (long long)busy, s->conf.sync_processes);
	return 0;
}

int command_status(struct sync *s, const struct command_args *args)
{
	struct shop_target *shops;
	struct xn_error err;
	size_t n;

	if (shops_asked(s, SHOPS_CONNECTED, args->shop, &shops, &n, &err) ||
	    print_processes(s, &err))
		goto fail;
	for (size_t i = 0; i < n; i++)
		/* One of all may be erased meanwhile. */
		if (print_shop(s, &shops[i], &err) &&
		    (args->shop || err.code != XN_NOT_FOUND))
			goto fail;
	return 0;
fail:
	fprintf(stderr, "xeno-sync: %s\n", err.text);
	return -1;
}
