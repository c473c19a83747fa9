#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "wrap/seal.h"

#include "domain/shopify/answer.h"
#include "domain/shopify/shopify.h"
#include "domain/shopify/throttle.h"

#define ATTEMPTS 10
#define TIMEOUT_MS 60000

/* What a query is taken to cost before an answer has told. */
#define COST_GUESS 10

/* So often it may stumble over rows. */
#define STUMBLES_MAX 3

struct shopify {
	struct shopify_options options;
	struct fetch *fetch;
	bool version_told;	/* the warning below was given */
};

struct shopify_access {
	struct shopify *client;
	const char *url;
	const char *token;
	struct throttle throttle;
	const char *document;	/* the last one, and what it cost */
	int cost;
	int expected_cost;	/* of the next one; 0: nobody said */
	const char *(*renew)(void *ctx, const char *refused,
			     struct xn_error *err);
	void *renew_ctx;
};

static const char *const post_hosts[] = { "*.myshopify.com", NULL };
static const char *const stream_hosts[] = { "storage.googleapis.com", NULL };

struct shopify *shopify_open(const struct shopify_options *options,
			     struct xn_error *err)
{
	struct fetch_options fetch = {
		.post_hosts = post_hosts,
		.stream_hosts = stream_hosts,
		.ca_file = options->conf->shopify_ca_file,
		.connect_to = options->conf->shopify_connect_to,
		.post_timeout_ms = options->timeout_ms ? options->timeout_ms
						       : TIMEOUT_MS,
	};
	struct shopify *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->options = *options;
	if (!s->options.attempts)
		s->options.attempts = ATTEMPTS;
	s->fetch = fetch_open(&fetch, err);
	if (!s->fetch) {
		free(s);
		return NULL;
	}
	return s;
}

void shopify_close(struct shopify *s)
{
	if (!s)
		return;
	fetch_close(s->fetch);
	free(s);
}

struct fetch *shopify_fetch(struct shopify *s)
{
	return s->fetch;
}

const struct conf *shopify_conf(const struct shopify *s)
{
	return s->options.conf;
}

struct shopify_access *shopify_access_new(struct shopify *s, struct arena *a,
					  const char *domain,
					  const char *token)
{
	struct shopify_access *access = arena_alloc(a, sizeof(*access));

	access->client = s;
	access->token = arena_strdup(a, token);
	access->url = arena_printf(a, "https://%s/admin/api/%s/graphql.json",
				   domain,
				   s->options.conf->shopify_api_version);
	return access;
}

void shopify_on_refused(struct shopify_access *access,
			const char *(*renew)(void *ctx, const char *refused,
					     struct xn_error *err),
			void *ctx)
{
	access->renew = renew;
	access->renew_ctx = ctx;
}

int shopify_requested_cost(const struct shopify_access *access)
{
	return access->cost;
}

bool shopify_budget(const struct shopify_access *access,
		    struct shopify_budget *out)
{
	const struct throttle *t = &access->throttle;

	if (!t->known)
		return false;
	*out = (struct shopify_budget){
		.available = (int)(throttle_available_e4(t, clock_mono_us()) /
				   THROTTLE_POINT_E4),
		.maximum = (int)(t->maximum_e4 / THROTTLE_POINT_E4),
		.restore = (int)(t->restore_e4 / THROTTLE_POINT_E4),
	};
	return true;
}

void shopify_expect_cost(struct shopify_access *access, int cost)
{
	access->expected_cost = cost;
}

int shopify_wait(struct shopify_access *access, int64_t us,
		 struct xn_error *err)
{
	const struct shopify_options *o = &access->client->options;
	struct timespec left = {
		.tv_sec = (time_t)(us / CLOCK_SECOND_US),
		.tv_nsec = (long)(us % CLOCK_SECOND_US) * 1000,
	};

	if (us <= 0)
		return 0;
	if (o->wait) {
		if (o->wait(o->wait_ctx, us))
			return xn_fail(err, XN_UNAVAILABLE, "stopped");
		return 0;
	}
	while (nanosleep(&left, &left) && errno == EINTR)
		;
	return 0;
}

const char *shopify_variable(struct arena *a, const char *name,
			     const char *value)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, name, value);
	jsonout_object_end(&w);
	return buf_text(&text);
}

static const char *request_body(struct arena *a, const char *document,
				const char *variables, size_t *len)
{
	struct jsonout w;
	struct buf body;

	buf_init(&body, a);
	jsonout_init(&w, &body);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "query", document);
	if (variables) {
		jsonout_key(&w, "variables");
		jsonout_raw(&w, variables, strlen(variables));
	}
	jsonout_object_end(&w);
	*len = body.len;
	return body.data;
}

/* Shopify serves a version that it no longer has with an older or newer one. */
static void check_version(struct shopify *s, const char *served)
{
	const char *wanted = s->options.conf->shopify_api_version;

	if (!served || s->version_told || !strcmp(served, wanted))
		return;
	log_warn("shopify: asked for version %s, served %s", wanted, served);
	s->version_told = true;
}

static enum shopify_verdict attempt(struct shopify_access *access,
				    struct arena *a, const char *body,
				    size_t len, struct shopify_answer *answer,
				    struct xn_error *err)
{
	const struct fetch_header headers[] = {
		{ "X-Shopify-Access-Token", access->token }, { 0 }
	};
	struct fetch_response response;

	*answer = (struct shopify_answer){ 0 };
	if (fetch_post_json(access->client->fetch, a, access->url, headers,
			    body, len, &response, err))
		return err->code == XN_UNAVAILABLE ? SHOPIFY_RETRY
						   : SHOPIFY_FAILED;
	check_version(access->client, response.api_version);
	return shopify_answer_read(a, &response, &access->throttle,
				   clock_mono_us(), answer, err);
}

static int64_t pause_before_retry(const struct shopify_access *access,
				  enum shopify_verdict verdict, int tried,
				  const struct shopify_answer *answer)
{
	uint64_t random;

	if (verdict == SHOPIFY_THROTTLED)
		return throttle_penalty_us(&access->throttle,
					   clock_mono_us(), access->cost);
	if (answer->retry_after_us)
		return answer->retry_after_us;
	seal_random(&random, sizeof(random));
	return throttle_backoff_us(tried, random);
}

static int expected_cost(struct shopify_access *access, const char *document)
{
	int cost = access->expected_cost;

	access->expected_cost = 0;
	if (cost)
		return cost;
	return document == access->document ? access->cost : COST_GUESS;
}

/* Another token where this one is dead.  -1: there is none. */
static int renew(struct shopify_access *access, bool *renewed,
		 struct xn_error *err)
{
	const char *token;

	if (err->code != XN_UNAUTHENTICATED || !access->renew || *renewed)
		return -1;
	token = access->renew(access->renew_ctx, access->token, err);
	if (!token)
		return -1;
	access->token = token;
	*renewed = true;
	return 0;
}

/* `stumbled` as of shopify_query_rows(); NULL: every attempt is made. */
static int query(struct shopify_access *access, struct arena *a,
		 const char *document, const char *variables,
		 const struct json **data, bool *stumbled,
		 struct xn_error *err)
{
	int stumbles = 0;
	size_t len;
	const char *body = request_body(a, document, variables, &len);
	int64_t pause_us = throttle_pause_us(&access->throttle,
					     clock_mono_us(),
					     expected_cost(access, document));
	bool renewed = false;

	for (int tried = 1;; tried++) {
		struct shopify_answer answer;
		enum shopify_verdict verdict;

		if (shopify_wait(access, pause_us, err))
			return -1;
		verdict = attempt(access, a, body, len, &answer, err);
		access->document = document;
		if (answer.cost)
			access->cost = answer.cost;
		if (verdict == SHOPIFY_OK) {
			*data = answer.data;
			return 0;
		}
		pause_us = 0;
		if (verdict == SHOPIFY_FAILED &&
		    renew(access, &renewed, err) == 0)
			continue;
		stumbles += verdict == SHOPIFY_STUMBLED;
		if (stumbled && stumbles == STUMBLES_MAX) {
			*stumbled = true;
			return -1;
		}
		if (verdict == SHOPIFY_FAILED ||
		    tried >= access->client->options.attempts)
			return -1;
		pause_us = pause_before_retry(access, verdict, tried,
					      &answer);
	}
}

int shopify_query(struct shopify_access *access, struct arena *a,
		  const char *document, const char *variables,
		  const struct json **data, struct xn_error *err)
{
	return query(access, a, document, variables, data, NULL, err);
}

int shopify_query_rows(struct shopify_access *access, struct arena *a,
		       const char *document, const char *variables,
		       const struct json **data, bool *stumbled,
		       struct xn_error *err)
{
	*stumbled = false;
	return query(access, a, document, variables, data, stumbled, err);
}
