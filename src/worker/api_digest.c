#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/account/digest_wish.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_wish(struct request *req, struct jsonout *w,
		     const struct digest_wish *wish)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "frequency",
			 digest_frequency_names[wish->frequency]);
	jsonout_put_int64(w, "hour", wish->hour);
	jsonout_put_int64(w, "weekday", wish->weekday);
	if (wish->all_shops) {
		jsonout_put_text(w, "shops", "all");
	} else {
		jsonout_key(w, "shops");
		jsonout_array_begin(w);
		for (size_t i = 0; i < wish->nshops; i++)
			jsonout_id(w, wish->shop_ids[i]);
		jsonout_array_end(w);
	}
	jsonout_put_bool(w, "alerts", wish->alerts);
	jsonout_put_bool(w, "available", req->worker->postbox.mailer != NULL);
	jsonout_object_end(w);
}

static int reply_wish(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct digest_wish wish;

	if (digest_wish_get(req->db, req->arena, &req->who, &wish, err))
		return -1;
	put_wish(req, w, &wish);
	return reply(req, 200, w);
}

/* GET /api/digest: 200, what mail one wants. */
int api_digest_get(struct request *req, struct xn_error *err)
{
	return reply_wish(req, err);
}

struct digest_body {
	const char *frequency;
	int64_t hour, weekday;
	const struct json *shops;
	bool alerts;
};

static const struct json_field digest_fields[] = {
	{ JSON_STRICT("frequency", struct digest_body, frequency, 20),
	  .required = true },
	{ JSON_FIELD("hour", INT, struct digest_body, hour) },
	{ JSON_FIELD("weekday", INT, struct digest_body, weekday) },
	{ JSON_FIELD("shops", TREE, struct digest_body, shops) },
	{ JSON_FIELD("alerts", BOOL, struct digest_body, alerts) },
	{ 0 }
};

static int bad(struct xn_error *err, const char *field, const char *what)
{
	return xn_fail_field(err, XN_BAD_INPUT, field, "%s: must be %s", field,
			     what);
}

/* "all", or a list of ids. */
static int take_shops(struct arena *a, const struct json *shops,
		      struct digest_wish *out, struct xn_error *err)
{
	const char *word = json_text(shops);
	const struct json *one;

	out->all_shops = json_is_null(shops) || (word && !strcmp(word, "all"));
	if (out->all_shops)
		return 0;
	out->shop_ids = arena_alloc(a, 1000 * sizeof(*out->shop_ids));
	for (one = json_first(shops); one; one = json_next(one)) {
		const char *id = json_text(one);

		if (out->nshops == 1000 || !id || !text_is_id(id))
			break;
		out->shop_ids[out->nshops++] = strtoll(id, NULL, 10);
	}
	if (one || !out->nshops)
		return bad(err, "shops", "all or a list of ids");
	return 0;
}

static int take_wish(struct request *req, struct digest_wish *out,
		     struct xn_error *err)
{
	struct digest_body body = { .hour = 8, .weekday = 1 };
	int i = 0;

	*out = (struct digest_wish){ 0 };
	if (body_bind(req, digest_fields, &body, err))
		return -1;
	while (i < DIGEST_NKINDS &&
	       strcmp(digest_frequency_names[i], body.frequency))
		i++;
	if (i == DIGEST_NKINDS)
		return bad(err, "frequency", "off, daily or weekly");
	if (body.hour < 0 || body.hour > 23)
		return bad(err, "hour", "0 to 23");
	if (body.weekday < 1 || body.weekday > 7)
		return bad(err, "weekday", "1 (Monday) to 7");
	out->frequency = (enum digest_frequency)i;
	out->hour = (int)body.hour;
	out->weekday = (int)body.weekday;
	out->alerts = body.alerts;
	return take_shops(req->arena, body.shops, out, err);
}

/*
 * PUT /api/digest {frequency, hour?, weekday?, shops?, alerts?}: 200, what
 * one wants now; 400; 404 no such shop.
 */
int api_digest_put(struct request *req, struct xn_error *err)
{
	struct digest_wish wish;

	if (take_wish(req, &wish, err) ||
	    digest_wish_put(req->db, req->arena, &req->who, &wish, err))
		return -1;
	return reply_wish(req, err);
}

static const struct json_field unsubscribe_fields[] = {
	{ .name = "token", .type = JSON_TEXT, .required = true,
	  .strict = true, .max = 200, .offset = 0 },
	{ 0 }
};

/*
 * POST /api/unsubscribe?token= (a mail program's one click, RFC 8058, whose
 * body says nothing) or {token}: 200, {unsubscribed: digest or alert}, again
 * too; 400; 404 no such link.
 */
int api_unsubscribe(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	const char *token, *kind;

	if (query_text(req, "token", &token, err) ||
	    (!token && body_bind(req, unsubscribe_fields, &token, err)) ||
	    digest_wish_end(req->db, req->arena, token, &kind, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "unsubscribed", kind);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * GET /api/unsubscribe?token=: 302 to the dashboard's page, which asks first:
 * a program that only looks at links changes nothing.
 */
int api_unsubscribe_page(struct request *req, struct xn_error *err)
{
	const char *token;

	if (query_text(req, "token", &token, err))
		return -1;
	return reply_redirect(req, arena_printf(req->arena, "/unsubscribe#%s",
		token ? text_percent_encode(req->arena, token) : ""));
}
