#include <arpa/inet.h>
#include <stddef.h>

#include "base/clock.h"
#include "domain/auth.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

#define TEXT_MAX 1024

struct auth_body {
	const char *email;
	const char *password;
	const char *shop_domain;
	const char *shop_name;
	const char *access_token;
};

#define FIELD(json, member, is_required, most)				\
	{ .name = json, .type = JSON_TEXT, .required = is_required,	\
	  .strict = true, .max = most,					\
	  .offset = offsetof(struct auth_body, member) }

static const struct json_field login_fields[] = {
	FIELD("email", email, true, TEXT_MAX),
	FIELD("password", password, true, TEXT_MAX),
	{ 0 }
};

static const struct json_field shop_fields[] = {
	FIELD("shopDomain", shop_domain, true, TEXT_MAX),
	FIELD("shopName", shop_name, true, 255),
	FIELD("accessToken", access_token, false, TEXT_MAX),
	{ 0 }
};

static const struct json_field register_fields[] = {
	FIELD("email", email, true, TEXT_MAX),
	FIELD("password", password, true, TEXT_MAX),
	FIELD("shopDomain", shop_domain, true, TEXT_MAX),
	FIELD("shopName", shop_name, true, 255),
	FIELD("accessToken", access_token, false, TEXT_MAX),
	{ 0 }
};

/* Empty texts are as good as none: a form sends them for fields left out. */
static int take_body(struct request *req, const struct json_field *fields,
		     struct auth_body *body, struct xn_error *err)
{
	if (body_bind(req, fields, body, err))
		return -1;
	if (body->access_token && !*body->access_token)
		body->access_token = NULL;
	if (body->shop_name && !*body->shop_name)
		return xn_fail_field(err, XN_BAD_INPUT, "shopName",
				     "shopName: must not be empty");
	return 0;
}

static void put_shop(struct jsonout *w, const struct shop *shop)
{
	jsonout_key(w, "shop");
	if (!shop) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", shop->id);
	jsonout_put_text(w, "shopDomain", shop->domain);
	jsonout_put_text(w, "name", shop->name);
	jsonout_put_bool(w, "verified", shop->verified);
	jsonout_put_text(w, "state", shop_state(shop));
	jsonout_object_end(w);
}

static void put_session(struct jsonout *w, const struct auth_session *s)
{
	jsonout_key(w, "user");
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", s->user_id);
	jsonout_put_text(w, "email", s->email);
	jsonout_put_id(w, "tenantId", s->tenant_id);
	jsonout_object_end(w);
	put_shop(w, s->has_shop ? &s->shop : NULL);
}

static int reply_token(struct request *req, int status, const char *message,
		       const struct auth_session *s, struct xn_error *err)
{
	const struct worker *worker = req->worker;
	struct token_claims claims = {
		.user_id = db_arg_int64(req->arena, s->user_id),
		.tenant_id = db_arg_int64(req->arena, s->tenant_id),
		.email = s->email,
		.store_id = s->has_shop ? db_arg_int64(req->arena, s->shop.id)
					: NULL,
	};
	const char *token = token_issue(req->arena, &worker->token_key,
		&claims, clock_now_us() / CLOCK_SECOND_US,
		worker->conf.jwt_ttl_s, err);
	struct jsonout *w = reply_json(req);

	if (!token)
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", message);
	jsonout_put_text(w, "token", token);
	put_session(w, s);
	jsonout_object_end(w);
	return reply(req, status, w);
}

/*
 * POST /api/auth/register: 201; 400 names the member; 409 the address or the
 * shop is taken; 422 a weak password, or a token that Shopify refuses; 503.
 */
int api_auth_register(struct request *req, struct xn_error *err)
{
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
		.access_token = body.access_token,
		.bcrypt_cost = req->worker->conf.bcrypt_cost,
	};
	if (auth_register(req->db, req->arena, &req->worker->connector,
			  &wanted, &session, err))
		return -1;
	return reply_token(req, 201, "User registered successfully",
			   &session, err);
}

/* Where attempts are counted: clients without an address are one client. */
static const char *client_of(const struct request *req)
{
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, req->client, address) == 1 ||
	    inet_pton(AF_INET6, req->client, address) == 1)
		return req->client;
	return "::";
}

/*
 * POST /api/auth/login: 200; 400; 401 whatever was wrong; 429 with
 * Retry-After after too many attempts; 503.
 */
int api_auth_login(struct request *req, struct xn_error *err)
{
	struct auth_session session;
	struct auth_body body = { 0 };
	struct auth_credentials given;

	if (take_body(req, login_fields, &body, err))
		return -1;
	given = (struct auth_credentials){
		.email = body.email,
		.password = body.password,
		.client = client_of(req),
		.bcrypt_cost = req->worker->conf.bcrypt_cost,
	};
	if (auth_login(req->db, req->arena, &given, &session,
		       &req->answer.retry_after_s, err))
		return -1;
	return reply_token(req, 200, "Login successful", &session, err);
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
	wanted.token = body.access_token;
	if (shop_add(req->db, req->arena, req->tenant_id,
		     &req->worker->connector, &wanted, &shop, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", "Shop added successfully");
	put_shop(w, &shop);
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
	put_session(w, &session);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
