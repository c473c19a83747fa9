#include <stddef.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/run/run.h"
#include "domain/shop/oauth.h"
#include "domain/shop/oauth_query.h"
#include "domain/shop/oauth_state.h"

#include "cookie.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "spawn.h"

#define CALLBACK "/api/shopify/callback"

/*
 * Only the way back sees it, and Lax sends it along on that one.  A browser
 * takes the name with the prefix only over TLS.
 */
static const char *cookie_name(const struct request *req)
{
	const char *url = req->worker->conf.public_url;

	return url && text_starts(url, "https://") ? "__Secure-xeno_shopify"
						   : "xeno_shopify";
}

static void set_cookie(struct request *req, const char *value, int max_age_s)
{
	const char *name = cookie_name(req);

	req->answer.set_cookie = arena_printf(req->arena,
		"%s=%s; Path=" CALLBACK "; Max-Age=%d; HttpOnly;"
		" SameSite=Lax%s", name, value, max_age_s,
		text_starts(name, "__Secure-") ? "; Secure" : "");
}

/* The address at Shopify; the answer gets the cookie that belongs to it. */
static int begin(struct request *req, const char *domain, const char **url,
		 struct xn_error *err)
{
	const char *cookie;

	if (shop_oauth_begin(&req->worker->connector, req->arena, domain,
			     req->tenant_id, url, &cookie, err))
		return -1;
	set_cookie(req, cookie, OAUTH_TICKET_TTL_S);
	return 0;
}

struct begin_body {
	const char *domain;
};

static const struct json_field begin_fields[] = {
	{ JSON_STRICT("shopDomain", struct begin_body, domain, 1024),
	  .required = true },
	{ 0 }
};

/*
 * POST /api/shopify/install {shopDomain}: 200 {url}, where the browser is to
 * go, and a cookie; 400; 422 this server is no Shopify app.
 */
int api_shopify_begin(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct begin_body body;
	const char *domain, *url;

	if (body_bind(req, begin_fields, &body, err) ||
	    shop_parse_domain(req->arena, body.domain, &domain, err) ||
	    begin(req, domain, &url, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "url", url);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * GET /api/shopify/install?shop=: how Shopify itself opens the app.  302 to
 * its login; 400; 401 a signature that is not Shopify's; 422.
 */
int api_shopify_install(struct request *req, struct xn_error *err)
{
	const char *domain, *hmac, *url;

	if (oauth_query_shop(req->arena, req->query, &domain, err) ||
	    query_text(req, "hmac", &hmac, err) ||
	    (hmac && oauth_query_verify(&req->worker->conf, req->arena,
					req->query, clock_now_us(), err)) ||
	    begin(req, domain, &url, err))
		return -1;
	return reply_redirect(req, url);
}

/* Shopify signed it, and it was this browser that was sent there. */
static int take_return(struct request *req, struct oauth_ticket *ticket,
		       struct xn_error *err)
{
	const struct conf *conf = &req->worker->conf;
	int64_t now = clock_now_us();
	const char *domain, *state;

	if (oauth_query_shop(req->arena, req->query, &domain, err) ||
	    oauth_query_verify(conf, req->arena, req->query, now, err) ||
	    query_text(req, "state", &state, err) ||
	    oauth_state_check(req->arena, conf,
			      cookie_find(req, cookie_name(req)), state,
			      domain, now, ticket, err) ||
	    oauth_state_spend(req->db, req->arena, ticket->state, err))
		return -1;
	set_cookie(req, "", 0);
	return 0;
}

/* What went wrong at Shopify's is told by the dashboard, in its words. */
static const char *problem_of(const struct xn_error *err)
{
	switch (err->code) {
	case XN_FORBIDDEN:
		return "scopes";
	case XN_CONFLICT:
		return "taken";
	case XN_UNAUTHENTICATED:
	case XN_REFUSED:
		return "refused";
	case XN_UNAVAILABLE:
		return "unavailable";
	default:
		return "failed";
	}
}

static int to_dashboard(struct request *req, const char *path,
			const char *value)
{
	return reply_redirect(req, arena_printf(req->arena, "%s%s%s",
		req->worker->conf.public_url, path, value));
}

/* A run that does not begin now is asked for in the dashboard. */
static void read_shop(struct request *req, int64_t tenant_id, int64_t shop_id)
{
	struct xn_error ignored;
	struct shop shop;
	struct run run;
	bool created;

	if (shop_get(req->db, req->arena, tenant_id, shop_id, &shop,
		     &ignored) == 0 &&
	    run_create(req->db, req->arena, tenant_id, shop_id,
		       shop.last_sync_at ? RUN_DELTA : RUN_FULL_SYNC, "user",
		       &run, &created, &ignored) == 0 && created)
		spawn_sync(req->worker, req->arena, run.id);
}

/*
 * GET /api/shopify/callback: 302 to the dashboard, which shows the shop, or
 * says what is the matter; 400; 401 not signed by Shopify, or too long ago;
 * 403 the login was not begun by this browser, or has been here before; 503.
 */
int api_shopify_callback(struct request *req, struct xn_error *err)
{
	struct oauth_ticket ticket;
	const char *code;
	int64_t shop_id;

	if (take_return(req, &ticket, err) ||
	    query_text(req, "code", &code, err))
		return -1;
	if (!code || !*code)
		return to_dashboard(req, "/connect?problem=", "denied");
	if (shop_oauth_finish(req->db, req->arena, &req->worker->connector,
			      ticket.domain, code, &ticket.tenant_id,
			      &shop_id, err)) {
		if (err->code == XN_NOT_FOUND)
			return to_dashboard(req, "/connect?store=",
					    ticket.domain);
		log_warn("%s is not connected: %s", ticket.domain, err->text);
		return to_dashboard(req, "/connect?problem=",
				    problem_of(err));
	}
	read_shop(req, ticket.tenant_id, shop_id);
	return to_dashboard(req, "/?shop=",
			    db_arg_int64(req->arena, shop_id));
}
