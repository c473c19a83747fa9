/*
 * How each shop fares, for a monitoring system: Prometheus' text format
 * (exposition formats, version 0.0.4), which wants the samples of a name side
 * by side.  Cron writes it where node_exporter's textfile collector looks.
 */
#include <stdio.h>

#include "base/clock.h"
#include "domain/metrics/exchange.h"
#include "domain/shop/shop_webhooks.h"
#include "domain/shop/unknown_sales.h"

#include "command.h"
#include "shops.h"

/* Of one shop, collected before the first line is printed. */
struct state {
	const char *domain;
	struct shop_webhooks hooks;
	int64_t unknown_sales;
	int64_t watermark_us[RESOURCE_NKINDS];
};

static void head(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A time that never was has no sample. */
static void print_time(const char *name, const char *domain, int64_t us)
{
	if (us)
		printf("%s{shop=\"%s\"} %lld\n", name, domain,
		       (long long)(us / CLOCK_SECOND_US));
}

static void print_times(const struct state *states, size_t n)
{
	const char *name = "xeno_shop_last_delivery_timestamp_seconds";

	head(name, "gauge", "When a webhook of the shop was taken last.");
	for (size_t i = 0; i < n; i++)
		print_time(name, states[i].domain,
			   states[i].hooks.last_delivery_at);
	name = "xeno_shop_last_sync_timestamp_seconds";
	head(name, "gauge", "When a sync of the shop ended well last.");
	for (size_t i = 0; i < n; i++)
		print_time(name, states[i].domain,
			   states[i].hooks.last_sync_at);
	name = "xeno_shop_next_attempt_timestamp_seconds";
	head(name, "gauge", "Until when the schedule keeps off the shop.");
	for (size_t i = 0; i < n; i++)
		print_time(name, states[i].domain,
			   states[i].hooks.next_attempt_at);
	name = "xeno_shop_watermark_timestamp_seconds";
	head(name, "gauge", "Up to which change the shop is read.");
	for (size_t i = 0; i < n; i++)
		for (int r = 0; r < RESOURCE_NKINDS; r++)
			if (states[i].watermark_us[r])
				printf("%s{shop=\"%s\",resource=\"%s\"} %lld\n",
				       name, states[i].domain,
				       resources[r].name,
				       (long long)(states[i].watermark_us[r] /
						   CLOCK_SECOND_US));
}

static int64_t deliveries_of(const struct topic_state *topic)
{
	return topic->deliveries;
}

static int64_t other_bodies_of(const struct topic_state *topic)
{
	return topic->other_bodies;
}

static void print_topics(const char *name, const struct state *states,
			 size_t n, int64_t (*of)(const struct topic_state *))
{
	for (size_t i = 0; i < n; i++) {
		const struct shop_webhooks *h = &states[i].hooks;

		for (size_t t = 0; t < h->ntopics; t++)
			printf("%s{shop=\"%s\",topic=\"%s\"} %lld\n", name,
			       states[i].domain, h->topics[t].topic,
			       (long long)of(&h->topics[t]));
	}
}

static void print_deliveries(const struct state *states, size_t n)
{
	const char *name = "xeno_shop_deliveries_total";

	head(name, "counter", "Webhooks taken, without those that came twice.");
	print_topics(name, states, n, deliveries_of);
	name = "xeno_shop_other_bodies_total";
	head(name, "counter", "Webhooks that came again with another body.");
	print_topics(name, states, n, other_bodies_of);
}

static void print_counts(const struct state *states, size_t n)
{
	const char *name = "xeno_shop_dead_letters";

	head(name, "gauge", "Deliveries that wait to be replayed.");
	for (size_t i = 0; i < n; i++)
		printf("%s{shop=\"%s\"} %lld\n", name, states[i].domain,
		       (long long)states[i].hooks.dead_letters);
	name = "xeno_shop_failed_runs";
	head(name, "gauge", "Runs that failed in the last 24 hours.");
	for (size_t i = 0; i < n; i++)
		printf("%s{shop=\"%s\"} %lld\n", name, states[i].domain,
		       (long long)states[i].hooks.failed_runs);
	name = "xeno_shop_failures_in_a_row";
	head(name, "gauge", "Runs that Shopify let down, one by one.");
	for (size_t i = 0; i < n; i++)
		printf("%s{shop=\"%s\"} %lld\n", name, states[i].domain,
		       (long long)states[i].hooks.failures);
	name = "xeno_shop_unknown_sales";
	head(name, "gauge", "Sales in no figure: Shopify named no kind.");
	for (size_t i = 0; i < n; i++)
		printf("%s{shop=\"%s\"} %lld\n", name, states[i].domain,
		       (long long)states[i].unknown_sales);
}

/* Of no shop: whoever loads none has no sample. */
static void print_rates(int64_t last_day)
{
	const char *name = "xeno_exchange_rates_timestamp_seconds";

	if (last_day < 0)
		return;
	head(name, "gauge", "The last day with exchange rates.");
	printf("%s %lld\n", name,
	       (long long)(last_day * CLOCK_DAY_US / CLOCK_SECOND_US));
}

static int collect(struct sync *s, const struct shop_target *shop,
		   struct state *out, struct xn_error *err)
{
	struct unknown_sales *unknown;

	if (shop_webhooks_get(s->db, s->arena, shop->tenant_id, shop->shop_id,
			      &out->hooks, err) ||
	    shops_watermarks(s, s->arena, shop, out->watermark_us, err) ||
	    unknown_sales_get(s->db, s->arena, shop->tenant_id, shop->shop_id,
			      &unknown, err))
		return -1;
	out->domain = shop->domain;
	out->unknown_sales = unknown ? unknown->lines : 0;
	return 0;
}

int command_metrics(struct sync *s, const struct command_args *args)
{
	struct shop_target *shops;
	struct state *states;
	struct xn_error err;
	size_t n, found = 0;
	int64_t rates_day;

	(void)args;
	if (shops_list(s, SHOPS_CONNECTED, &shops, &n, &err) ||
	    exchange_last_day(s->db, s->arena, &rates_day, &err))
		goto fail;
	states = arena_alloc(s->arena, n * sizeof(*states) + 1);
	for (size_t i = 0; i < n; i++) {
		if (!shops[i].domain)
			continue;
		/* It may be erased meanwhile. */
		if (collect(s, &shops[i], &states[found], &err) == 0)
			found++;
		else if (err.code != XN_NOT_FOUND)
			goto fail;
	}
	print_times(states, found);
	print_deliveries(states, found);
	print_counts(states, found);
	print_rates(rates_day);
	return 0;
fail:
	fprintf(stderr, "xeno-sync: %s\n", err.text);
	return -1;
}
