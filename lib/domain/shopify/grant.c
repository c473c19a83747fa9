#include <string.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"

#include "domain/shopify/grant.h"

#define TOKEN_MAX 255
#define LIFE_MAX_S (INT64_C(10) * 366 * 86400)

/* Printable ASCII, nothing to break out with. */
bool shopify_is_token(const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	return len > 0 && len <= TOKEN_MAX;
}

struct answer {
	const char *access_token;
	const char *refresh_token;
	int64_t expires_in;
	int64_t refresh_expires_in;
};


static const struct json_field answer_fields[] = {
	{ JSON_FIELD("access_token", TEXT, struct answer, access_token) },
	{ JSON_FIELD("refresh_token", TEXT, struct answer, refresh_token) },
	{ JSON_FIELD("expires_in", INT, struct answer, expires_in) },
	{ JSON_FIELD("refresh_token_expires_in", INT, struct answer,
		     refresh_expires_in) },
	{ 0 }
};

static bool is_life(int64_t s)
{
	return s > 0 && s <= LIFE_MAX_S;
}

static int read_grant(struct arena *a, const struct fetch_response *response,
		      struct shopify_grant *out, struct xn_error *err)
{
	int64_t now = clock_now_us();
	struct answer answer = { 0 };
	struct xn_error ignored;

	if (json_bind(a, response->body, response->len, answer_fields,
		      &answer, &ignored) ||
	    !answer.access_token || !shopify_is_token(answer.access_token) ||
	    (answer.refresh_token &&
	     (!shopify_is_token(answer.refresh_token) ||
	      !is_life(answer.expires_in) ||
	      !is_life(answer.refresh_expires_in)))) {
		log_error("shopify: the answer has no token that fits");
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's answer is not understood");
	}
	*out = (struct shopify_grant){ .access_token = answer.access_token };
	if (!answer.refresh_token)
		return 0;
	out->refresh_token = answer.refresh_token;
	out->expires_at = now + answer.expires_in * CLOCK_SECOND_US;
	out->refresh_expires_at = now +
		answer.refresh_expires_in * CLOCK_SECOND_US;
	return 0;
}

#define OAUTH_ERROR "Oauth error "

/*
 * What OAuth says of it, by RFC 6749, section 5.2, or as a text: "Oauth error
 * invalid_request: The authorization code ...".  NULL: nothing.
 */
static const char *error_of(struct arena *a,
			    const struct fetch_response *response)
{
	struct xn_error ignored;
	const struct json *tree = json_parse(a, response->body, response->len,
					     &ignored);
	const struct json *error = tree ? json_get(tree, "error") : NULL;
	const char *body, *text;

	if (tree)
		return error ? json_text(error) : NULL;
	body = arena_strndup(a, response->body, response->len);
	text = strstr(body, OAUTH_ERROR);
	if (!text)
		return NULL;
	text += strlen(OAUTH_ERROR);
	return arena_strndup(a, text, strcspn(text, ": <\n"));
}

/* It is about the app and its secret, not about the shop. */
static bool blames_app(const char *error)
{
	return error && (!strcmp(error, "invalid_client") ||
			 !strcmp(error, "application_cannot_be_found"));
}

/*
 * A token is dead when OAuth says so: a page of whoever is in between, or of a
 * bad hour of Shopify's, has the same statuses.
 */
static int judge(int status, const char *error, struct xn_error *err)
{
	if (blames_app(error))
		return xn_fail(err, XN_REFUSED,
			       "Shopify does not take this app's secret");
	if (error && (status == 400 || status == 401))
		return xn_fail(err, XN_UNAUTHENTICATED,
			       "Shopify no longer takes the shop's token");
	if (status == 404)
		return xn_fail(err, XN_NOT_FOUND,
			       "Shopify knows no such shop");
	if (status == 402 || status == 423 || status == 430)
		return xn_fail(err, XN_REFUSED,
			       "the shop is closed at Shopify");
	return xn_fail(err, XN_UNAVAILABLE, "Shopify answered %d", status);
}

/* What is asked for, as members of the request. */
struct wish {
	const char *name[2], *value[2];
};

static const char *request(struct arena *a, const char *id,
			   const char *secret, const struct wish *wish,
			   size_t *len)
{
	struct jsonout w;
	struct buf body;

	buf_init(&body, a);
	jsonout_init(&w, &body);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "client_id", id);
	jsonout_put_text(&w, "client_secret", secret);
	for (int i = 0; i < 2; i++)
		jsonout_put_text(&w, wish->name[i], wish->value[i]);
	jsonout_object_end(&w);
	*len = body.len;
	return body.data;
}

static int ask(struct shopify *s, struct arena *a, const char *domain,
	       const struct wish *wish, struct shopify_grant *out,
	       struct xn_error *err)
{
	const struct conf *conf = shopify_conf(s);
	const char *secrets[] = { conf->shopify_api_secret,
				  conf->shopify_api_secret_previous };
	const char *url = arena_printf(a,
		"https://%s/admin/oauth/access_token", domain);

	if (!conf->shopify_api_key || !conf->shopify_api_secret) {
		log_error("shopify_api_key and shopify_api_secret are needed");
		return xn_fail(err, XN_REFUSED,
			       "This server is not set up as a Shopify app");
	}
	for (int i = 0; i < 2 && secrets[i]; i++) {
		struct fetch_response response;
		size_t len;
		const char *error, *body = request(a, conf->shopify_api_key,
						   secrets[i], wish, &len);

		if (fetch_post_json(shopify_fetch(s), a, url, NULL, body, len,
				    &response, err))
			return -1;
		if (response.status == 200)
			return read_grant(a, &response, out, err);
		error = response.status < 500 ? error_of(a, &response) : NULL;
		judge(response.status, error, err);
		if (!blames_app(error))
			break;
	}
	log_warn("shopify: no token: %s", err->text);
	return -1;
}

int shopify_grant_code(struct shopify *s, struct arena *a, const char *domain,
		       const char *code, struct shopify_grant *out,
		       struct xn_error *err)
{
	const struct wish wish = {
		{ "code", "expiring" }, { code, "1" },
	};

	return ask(s, a, domain, &wish, out, err);
}

int shopify_grant_refresh(struct shopify *s, struct arena *a,
			  const char *domain, const char *refresh_token,
			  struct shopify_grant *out, struct xn_error *err)
{
	const struct wish wish = {
		{ "grant_type", "refresh_token" },
		{ "refresh_token", refresh_token },
	};

	if (ask(s, a, domain, &wish, out, err))
		return -1;
	/* What was given for a refresh token has one, or would end with it. */
	if (!out->refresh_token)
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's answer is not understood");
	return 0;
}
