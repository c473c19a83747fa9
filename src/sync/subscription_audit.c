#include <string.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "domain/shop/subscribed.h"
#include "domain/shop/subscription.h"
#include "domain/shopify/documents.h"

#include "subscription_audit.h"

#define MOST 32

struct audit {
	struct job *job;
	const char *uri;		/* where deliveries are to go */
	enum subscription_way way;
	struct subscription now[MOST];
	bool was_gone[MOST];
	size_t count;
	size_t made, refused;
};

static const char *variables(struct arena *a, const char *topic,
			     const char *uri)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "topic", topic);
	jsonout_put_text(&w, "uri", uri);
	jsonout_object_end(&w);
	return buf_text(&text);
}

static void note(struct audit *a, const struct subscribed *there)
{
	struct arena *arena = a->job->page;

	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(there->topic,
			    subscription_enum(arena, a->now[i].topic)))
			a->now[i].active = true;
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
			  variables(arena, subscription_enum(arena, topic),
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

static int look_after(struct audit *a, struct xn_error *err)
{
	struct job *job = a->job;
	struct subscribed *list;

	if (job_connect(job, err) ||
	    subscribed_list(job->access, job->page, a->uri, 0, &list, err))
		return -1;
	for (; list; list = list->next)
		note(a, list);
	return make_missing(a, err);
}

/* What came would be refused, as long as the secret is not known. */
static void refrain(struct audit *a)
{
	for (size_t i = 0; i < a->count; i++) {
		a->was_gone[i] = true;
		a->now[i].error = subscription_lacks;
	}
	job_add_detail(a->job, "no webhooks: %s", subscription_lacks);
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
		job_add_detail(job, "%zu webhook subscriptions made, %zu"
			       " refused%s", a->made, a->refused,
			       gap_us ? ", the gap is read again" : "");
	return 0;
}

/*
 * The app's configuration has them by now: with those that were made for the
 * shop before, all would come twice.
 */
static int withdraw(struct audit *a, struct xn_error *err)
{
	struct job *job = a->job;
	struct subscribed *list;

	if (job_connect(job, err) ||
	    subscribed_list(job->access, job->page, a->uri, 0, &list, err) ||
	    subscribed_end(job->access, job->page, list, 0, err))
		return -1;
	job_add_detail(job, "the shop's own webhook subscriptions are ended");
	return 0;
}

/* Is there something to do?  By the app's configuration once, and no more. */
static bool is_due(const struct audit *a, const struct subscription_look *look)
{
	switch (a->way) {
	case SUBSCRIPTION_NONE:
		return false;
	case SUBSCRIPTION_BY_APP:
		return a->uri && look->any;
	default:
		return a->job->audit || look->due;
	}
}

static int work(struct audit *a, struct xn_error *err)
{
	if (a->way == SUBSCRIPTION_BY_APP)
		return withdraw(a, err);
	for (const char *const *t = subscription_topics; *t; t++)
		a->now[a->count++].topic = *t;
	if (a->way == SUBSCRIPTION_BY_SHOP)
		return look_after(a, err);
	refrain(a);
	return 0;
}

int subscription_audit(struct job *job, struct xn_error *err)
{
	const struct conf *conf = &job->sync->conf;
	struct audit a = { .job = job };
	struct subscription_look look;
	struct xn_error trouble;

	if (subscription_look(job->sync->db, job->page, job->shop.tenant_id,
			      job->shop.shop_id, &look, err))
		return -1;
	a.uri = subscription_address(job->arena, conf);
	a.way = subscription_way(conf, &look.app);
	if (!is_due(&a, &look))
		return 0;
	if (work(&a, &trouble)) {
		if (trouble.code == XN_UNAUTHENTICATED) {
			*err = trouble;
			return -1;
		}
		log_warn("webhook subscriptions: %s", trouble.text);
		return 0;
	}
	job->audit = false;	/* a delta may go on as a full sync */
	if (a.way == SUBSCRIPTION_BY_APP)
		return subscription_forget(job->sync->db, job->page,
					   job->shop.tenant_id,
					   job->shop.shop_id, err);
	return store(&a, err);
}
