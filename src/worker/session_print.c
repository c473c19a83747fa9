#include <arpa/inet.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#include "reply.h"
#include "session_cookie.h"
#include "session_print.h"

#define AGENT_MAX 255

/*
 * Clients without an address are one client.  An address of IPv4 that is
 * written as one of IPv6 is what it was: all of them are within one /64.
 */
static const char *address_of(const struct request *req)
{
	struct in6_addr address;
	char *mapped;

	if (inet_pton(AF_INET, req->client, &address) == 1)
		return req->client;
	if (inet_pton(AF_INET6, req->client, &address) != 1)
		return "::";
	if (!IN6_IS_ADDR_V4MAPPED(&address))
		return req->client;
	mapped = arena_alloc(req->arena, INET_ADDRSTRLEN);
	inet_ntop(AF_INET, &address.s6_addr[12], mapped, INET_ADDRSTRLEN);
	return mapped;
}

/* What a program calls itself: any bytes, so only what is text is taken. */
static const char *agent_of(const struct request *req)
{
	const char *agent = req->header.user_agent;
	size_t len = agent ? strlen(agent) : 0;

	if (!len || !text_utf8_valid(agent, len))
		return NULL;
	if (len > AGENT_MAX)
		len = text_utf8_span(agent, AGENT_MAX);
	return arena_strndup(req->arena, agent, len);
}

struct auth_client session_client(const struct request *req)
{
	return (struct auth_client){
		.address = address_of(req),
		.agent = agent_of(req),
		.session_ttl_s = req->worker->conf.session_ttl_s,
		.bcrypt_cost = req->worker->conf.bcrypt_cost,
	};
}

void session_put_shop(struct jsonout *w, const struct shop *shop)
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

void session_put(struct jsonout *w, const struct auth_session *s)
{
	jsonout_key(w, "user");
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", s->user_id);
	jsonout_put_text(w, "email", s->email);
	jsonout_put_id(w, "tenantId", s->tenant_id);
	jsonout_put_text(w, "role", role_name(s->role));
	jsonout_object_end(w);
	session_put_shop(w, s->has_shop ? &s->shop : NULL);
}

int session_reply(struct request *req, int status, const char *message,
		  const struct auth_session *s, struct xn_error *err)
{
	const struct worker *worker = req->worker;
	struct token_claims claims = {
		.user_id = db_arg_int64(req->arena, s->user_id),
		.tenant_id = db_arg_int64(req->arena, s->tenant_id),
		.email = s->email,
		.store_id = s->has_shop ? db_arg_int64(req->arena, s->shop.id)
					: NULL,
		.role = role_name(s->role),
		.session_id = db_arg_int64(req->arena, s->session_id),
	};
	const char *token = token_issue(req->arena, &worker->token_key,
		&claims, clock_now_us() / CLOCK_SECOND_US,
		worker->conf.jwt_ttl_s, err);
	struct jsonout *w = reply_json(req);

	if (!token)
		return -1;
	session_cookie_set(req, s->cookie);
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", message);
	jsonout_put_text(w, "token", token);
	session_put(w, s);
	jsonout_object_end(w);
	return reply(req, status, w);
}
