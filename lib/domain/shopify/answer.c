#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/log.h"
#include "base/money.h"

#include "domain/shopify/answer.h"
#include "domain/shopify/shopify_json.h"

#define RETRY_AFTER_MAX_US (60 * CLOCK_SECOND_US)

/* HTTP statuses other than 200, and what they mean here. */
static const struct {
	int status;
	enum shopify_verdict verdict;
	enum xn_code code;
	const char *text;
} statuses[] = {
	{ 401, SHOPIFY_FAILED, XN_UNAUTHENTICATED,
	  "Shopify no longer takes the shop's access token" },
	{ 402, SHOPIFY_FAILED, XN_REFUSED, "the shop is frozen at Shopify" },
	{ 403, SHOPIFY_FAILED, XN_FORBIDDEN,
	  "Shopify does not allow this app to read that" },
	{ 404, SHOPIFY_FAILED, XN_NOT_FOUND, "Shopify knows no such shop" },
	{ 423, SHOPIFY_FAILED, XN_REFUSED, "the shop is locked at Shopify" },
	{ 429, SHOPIFY_RETRY, XN_UNAVAILABLE, "Shopify asks us to slow down" },
	{ 430, SHOPIFY_FAILED, XN_REFUSED,
	  "Shopify rejects our requests as a security risk" },
};

/* extensions.code of the first of `errors`. */
static const struct {
	const char *name;
	enum shopify_verdict verdict;
	enum xn_code code;
	const char *text;
} codes[] = {
	{ "THROTTLED", SHOPIFY_THROTTLED, XN_UNAVAILABLE,
	  "Shopify is throttling this shop" },
	{ "INTERNAL_SERVER_ERROR", SHOPIFY_STUMBLED, XN_UNAVAILABLE,
	  "Shopify had an internal error" },
	{ "TIMEOUT", SHOPIFY_STUMBLED, XN_UNAVAILABLE,
	  "Shopify took too long for a query" },
	{ "MAX_COST_EXCEEDED", SHOPIFY_FAILED, XN_TOO_LARGE,
	  "the query costs more than Shopify allows" },
	{ "ACCESS_DENIED", SHOPIFY_FAILED, XN_FORBIDDEN,
	  "the app lacks an access scope" },
	{ "SHOP_INACTIVE", SHOPIFY_FAILED, XN_REFUSED,
	  "the shop is inactive at Shopify" },
};

/* A number of an answer, in 1/10,000; `fallback` where there is none. */
static int64_t number_e4(const struct json *object, const char *path,
			 int64_t fallback)
{
	const struct json *value = json_path(object, path);
	const char *digits = value ? json_text(value) : NULL;
	int64_t e4;

	if (!digits || money_parse(digits, strlen(digits), &e4))
		return fallback;
	return e4;
}

static void read_cost(const struct json *tree, struct throttle *t,
		      int64_t now_us, struct shopify_answer *out)
{
	const struct json *cost = json_path(tree, "extensions.cost");
	int64_t points_e4 = number_e4(cost, "requestedQueryCost", 0);

	if (points_e4 > 0 && points_e4 < INT64_C(10000) * 1000000)
		out->cost = (int)((points_e4 + 9999) / 10000);
	throttle_learn(t, now_us,
		       number_e4(cost, "throttleStatus.maximumAvailable", 0),
		       number_e4(cost, "throttleStatus.currentlyAvailable", 0),
		       number_e4(cost, "throttleStatus.restoreRate", 0));
}

static enum shopify_verdict judge_status(const struct fetch_response *r,
					 struct xn_error *err)
{
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		if (statuses[i].status != r->status)
			continue;
		xn_fail(err, statuses[i].code, "%s", statuses[i].text);
		return statuses[i].verdict;
	}
	if (r->status >= 500) {
		xn_fail(err, XN_UNAVAILABLE, "Shopify answered %d",
			r->status);
		return SHOPIFY_STUMBLED;
	}
	xn_fail(err, XN_INTERNAL, "Shopify answered %d", r->status);
	return SHOPIFY_FAILED;
}

/* The messages are Shopify's about our document: no personal data. */
static enum shopify_verdict judge_errors(const struct json *errors,
					 const struct fetch_response *r,
					 struct xn_error *err)
{
	const struct json *first = json_first(errors);
	const struct json *code = json_path(first, "extensions.code");
	const struct json *message = json_get(first, "message");
	const char *name = code ? json_text(code) : NULL;

	for (size_t i = 0; name && i < COUNT_OF(codes); i++) {
		if (strcmp(codes[i].name, name))
			continue;
		xn_fail(err, codes[i].code, "%s", codes[i].text);
		return codes[i].verdict;
	}
	log_error("shopify: %s: %s (request %s)", name ? name : "error",
		  message && json_text(message) ? json_text(message) : "?",
		  r->request_id ? r->request_id : "?");
	xn_fail(err, XN_INTERNAL, "Shopify does not understand our query");
	return SHOPIFY_FAILED;
}

/*
 * A search field that Shopify does not know is ignored, and everything comes
 * back: the warning is all there is to see.
 */
static int check_search(const struct json *tree, struct xn_error *err)
{
	const struct json *search = json_path(tree, "extensions.search");

	for (const struct json *s = json_first(search); s; s = json_next(s)) {
		const struct json *w = json_first(json_get(s, "warnings"));
		const struct json *field = json_get(w, "field");

		if (!w)
			continue;
		return xn_fail(err, XN_INTERNAL,
			       "Shopify ignores the filter on %s",
			       field && json_text(field) ? json_text(field)
							 : "a field");
	}
	return 0;
}

static int64_t retry_after_us(const char *value)
{
	int64_t e4, us;

	if (!value || money_parse(value, strlen(value), &e4) || e4 <= 0)
		return 0;
	us = e4 > RETRY_AFTER_MAX_US / 100 ? RETRY_AFTER_MAX_US : e4 * 100;
	return us;
}

enum shopify_verdict shopify_answer_read(struct arena *a,
					 const struct fetch_response *response,
					 struct throttle *t, int64_t now_us,
					 struct shopify_answer *out,
					 struct xn_error *err)
{
	const struct json *tree, *errors;
	struct xn_error ignored;

	*out = (struct shopify_answer){ 0 };
	out->retry_after_us = retry_after_us(response->retry_after);
	if (response->status != 200)
		return judge_status(response, err);
	tree = shopify_json_parse(a, response->body, response->len, &ignored);
	if (!json_is_object(tree)) {
		xn_fail(err, XN_UNAVAILABLE, "Shopify's answer is not JSON");
		return SHOPIFY_RETRY;
	}
	read_cost(tree, t, now_us, out);
	errors = json_get(tree, "errors");
	if (!json_is_null(errors))
		return judge_errors(errors, response, err);
	out->data = json_get(tree, "data");
	if (!json_is_object(out->data)) {
		xn_fail(err, XN_UNAVAILABLE, "Shopify's answer has no data");
		return SHOPIFY_RETRY;
	}
	return check_search(tree, err) ? SHOPIFY_FAILED : SHOPIFY_OK;
}
