#include <stddef.h>

#include "domain/account/auth.h"

#include "audit_request.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "session_print.h"

#define TEXT_MAX 1024

struct auth_body {
	const char *email;
	const char *password;
	const char *shop_domain;
	const char *shop_name;
	struct shopify_grant given;	/* the token, and its app's secret */
};


static const struct json_field login_fields[] = {
	{ JSON_STRICT("email", struct auth_body, email, TEXT_MAX),
	  .required = true },
	{ JSON_STRICT("password", struct auth_body, password, TEXT_MAX),
	  .required = true },
	{ 0 }
};

static const struct json_field shop_fields[] = {
	{ JSON_STRICT("shopDomain", struct auth_body, shop_domain, TEXT_MAX),
	  .required = true },
	{ JSON_STRICT("shopName", struct auth_body, shop_name, 255),
	  .required = true },
	{ JSON_STRICT("accessToken", struct auth_body, given.access_token,
		      TEXT_MAX) },
	{ JSON_STRICT("apiSecret", struct auth_body, given.api_secret,
		      TEXT_MAX) },
	{ 0 }
};

static const struct json_field register_fields[] = {
	{ JSON_STRICT("email", struct auth_body, email, TEXT_MAX),
	  .required = true },
	{ JSON_STRICT("password", struct auth_body, password, TEXT_MAX),
	  .required = true },
	{ JSON_STRICT("shopDomain", struct auth_body, shop_domain, TEXT_MAX),
	  .required = true },
	{ JSON_STRICT("shopName", struct auth_body, shop_name, 255),
	  .required = true },
	{ JSON_STRICT("accessToken", struct auth_body, given.access_token,
		      TEXT_MAX) },
	{ JSON_STRICT("apiSecret", struct auth_body, given.api_secret,
		      TEXT_MAX) },
	{ 0 }
};

/* Empty texts are as good as none: a form sends them for fields left out. */
static int take_body(struct request *req, const struct json_field *fields,
		     struct auth_body *body, struct xn_error *err)
{
	if (body_bind(req, fields, body, err))
		return -1;
	if (body->given.access_token && !*body->given.access_token)
		body->given.access_token = NULL;
	if (body->given.api_secret && !*body->given.api_secret)
		body->given.api_secret = NULL;
	if (body->given.api_secret && !body->given.access_token)
		return xn_fail_field(err, XN_BAD_INPUT, "apiSecret",
			"apiSecret: goes with accessToken, which is missing");
	if (body->shop_name && !*body->shop_name)
		return xn_fail_field(err, XN_BAD_INPUT, "shopName",
				     "shopName: must not be empty");
	return 0;
}

/*
 * POST /api/auth/register: 201; 400 names the member; 409 the address or the
 * shop is taken; 422 a weak password, or a token that Shopify refuses; 503.
 */
int api_auth_register(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct auth_session session = { 0 };
	struct auth_body body = { 0 };
	struct auth_registration wanted;

	if (take_body(req, register_fields, &body, err))
		return -1;
	wanted = (struct auth_registration){
		.email = body.email,
		.password = body.password,
		.shop_domain = body.shop_domain,
		.shop_name = body.shop_name,
		.given = body.given,
	};
	if (auth_register(req->db, req->arena, &req->worker->connector,
			  &wanted, &client, &session, err))
		return -1;
	return session_reply(req, 201, "User registered successfully",
			     &session, err);
}

/*
 * POST /api/auth/login: 200; 400; 401 whatever was wrong; 429 with
 * Retry-After after too many attempts; 503.
 */
int api_auth_login(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct auth_session session;
	struct auth_body body = { 0 };
	struct auth_credentials given;

	if (take_body(req, login_fields, &body, err))
		return -1;
	given = (struct auth_credentials){ body.email, body.password };
	if (auth_login(req->db, req->arena, &given, &client, &session,
		       &req->answer.retry_after_s, err))
		return -1;
	return session_reply(req, 200, "Login successful", &session, err);
}

/*
 * POST /api/auth/add-shop: 201; 400; 409 the tenant has it, or it is another
 * account's; 422 Shopify refuses the token; 503 Shopify is out of reach.
 */
int api_auth_add_shop(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct auth_body body = { 0 };
	struct shop_wanted wanted;
	struct shop shop;

	if (take_body(req, shop_fields, &body, err) ||
	    shop_parse_domain(req->arena, body.shop_domain, &wanted.domain,
			      err))
		return -1;
	wanted.name = body.shop_name;
	wanted.given = body.given;
	if (shop_add(req->db, req->arena, req->tenant_id,
		     &req->worker->connector, &wanted, &shop, err))
		return -1;
	audit_request(req, "shop.added", shop.domain, NULL);
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", "Shop added successfully");
	session_put_shop(w, &shop);
	jsonout_object_end(w);
	return reply(req, 201, w);
}

/* GET /api/auth/me: 200, whom the token stands for; 401. */
int api_auth_me(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct auth_session session;

	if (auth_get_session(req->db, req->arena, req->tenant_id,
			     req->user_id, req->store_id, &session, err))
		return -1;
	jsonout_object_begin(w);
	session_put(w, &session);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
