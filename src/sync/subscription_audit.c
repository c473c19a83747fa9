#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "domain/entity/order_graphql.h"
#include "domain/shop/subscription.h"
#include "domain/shopify/documents.h"

#include "subscription_audit.h"

#define MOST 32

struct audit {
	struct job *job;
	const char *uri;		/* where deliveries are to go */
	struct subscription now[MOST];
	bool was_gone[MOST];
	size_t count;
	size_t made, refused;
};

struct node {
	const char *topic, *uri;
};

static const struct json_field node_fields[] = {
	{ JSON_FIELD("topic", TEXT, struct node, topic), .required = true },
	{ JSON_FIELD("uri", TEXT, struct node, uri), .required = true },
	{ 0 }
};

static const char *variables(struct arena *a, const char *first,
			     const char *value, const char *second,
			     const char *other)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, first, value);
	if (second)
		jsonout_put_text(&w, second, other);
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* One that there is, if it is ours. */
static int note(struct audit *a, const struct json *json,
		struct xn_error *err)
{
	struct arena *arena = a->job->page;
	struct node node = { 0 };

	if (json_bind_tree(arena, json, node_fields, &node, err))
		return -1;
	if (strcmp(node.uri, a->uri))
		return 0;
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(node.topic,
			    subscription_enum(arena, a->now[i].topic)))
			a->now[i].active = true;
	return 0;
}

static int list(struct audit *a, struct xn_error *err)
{
	struct graphql_page page = { .more = true };
	struct arena *arena = a->job->page;
	const struct json *data, *list, *n;

	while (page.more) {
		if (shopify_query(a->job->access, arena,
				  shopify_subscriptions,
				  variables(arena, "after", page.cursor, NULL,
					    NULL), &data, err))
			return -1;
		list = json_get(data, "webhookSubscriptions");
		page.more = false;
		if (json_bind_tree(arena, json_get(list, "pageInfo"),
				   graphql_page_fields, &page, err))
			return -1;
		for (n = json_first(json_get(list, "nodes")); n;
		     n = json_next(n))
			if (note(a, n, err))
				return -1;
	}
	return 0;
}

/*
 * Make one.  A scope that was not granted keeps one topic from us, and not
 * the others.  *refusal: why not, or NULL.
 */
static int make(struct audit *a, const char *topic, const char **refusal,
		struct xn_error *err)
{
	struct arena *arena = a->job->page;
	const struct json *data, *first, *text;

	*refusal = NULL;
	if (shopify_query(a->job->access, arena, shopify_subscribe,
			  variables(arena, "topic",
				    subscription_enum(arena, topic), "uri",
				    a->uri), &data, err)) {
		if (err->code != XN_FORBIDDEN && err->code != XN_INTERNAL)
			return -1;
		*refusal = arena_strdup(arena, err->text);
		return 0;
	}
	first = json_first(json_path(data,
				     "webhookSubscriptionCreate.userErrors"));
	text = json_get(first, "message");
	if (!first || (text && strstr(json_text(text), "already been taken")))
		return 0;
	*refusal = text ? json_text(text) : "refused";
	return 0;
}

static int make_missing(struct audit *a, struct xn_error *err)
{
	for (size_t i = 0; i < a->count; i++) {
		struct subscription *s = &a->now[i];

		a->was_gone[i] = !s->active;
		if (s->active)
			continue;
		if (make(a, s->topic, &s->error, err))
			return -1;
		s->active = !s->error;
		a->made += s->active;
		a->refused += !s->active;
	}
	return 0;
}

static int store(struct audit *a, struct xn_error *err)
{
	struct job *job = a->job;
	int64_t gap_us;

	if (subscription_store(job->sync->db, job->page, job->shop.tenant_id,
			       job->shop.shop_id, a->now, a->count,
			       a->was_gone, &gap_us, err))
		return -1;
	if (gap_us)
		log_warn("webhook subscriptions had gone: what changed in the"
			 " last %lld minutes is read again",
			 (long long)(clock_now_us() - gap_us) /
				 (60 * CLOCK_SECOND_US));
	if (a->made || a->refused)
		snprintf(job->detail, sizeof(job->detail),
			 "%zu webhook subscriptions made, %zu refused%s",
			 a->made, a->refused,
			 gap_us ? ", the gap is read again" : "");
	return 0;
}

static int ask_shopify(struct audit *a, struct xn_error *err)
{
	for (const char *const *t = subscription_topics; *t; t++)
		a->now[a->count++].topic = *t;
	return job_connect(a->job, err) || list(a, err) ||
	       make_missing(a, err) ? -1 : 0;
}

int subscription_audit(struct job *job, struct xn_error *err)
{
	const struct conf *conf = &job->sync->conf;
	struct audit a = { .job = job };
	struct xn_error trouble;
	bool due = job->audit;

	if (!subscription_is_ours(conf))
		return 0;
	if (!due && subscription_due(job->sync->db, job->page,
				     job->shop.tenant_id, job->shop.shop_id,
				     &due, err))
		return -1;
	if (!due)
		return 0;
	a.uri = subscription_address(job->arena, conf);
	if (ask_shopify(&a, &trouble)) {
		if (trouble.code == XN_UNAUTHENTICATED) {
			*err = trouble;
			return -1;
		}
		log_warn("webhook subscriptions: %s", trouble.text);
		return 0;
	}
	job->audit = false;	/* a delta may go on as a full sync */
	return store(&a, err);
}
