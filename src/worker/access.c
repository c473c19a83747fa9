#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "domain/account/api_token.h"
#include "domain/account/session.h"

#include "access.h"
#include "params.h"
#include "session_cookie.h"

/* The least that a member has to be; none where it takes no member. */
static const enum role role_of[] = {
	[ACCESS_OPEN] = ROLE_NONE,
	[ACCESS_COOKIE] = ROLE_NONE,
	[ACCESS_COOKIE_OR_BEARER] = ROLE_READ_ONLY,
	[ACCESS_READ_ONLY] = ROLE_READ_ONLY,
	[ACCESS_ANALYST] = ROLE_ANALYST,
	[ACCESS_ADMIN] = ROLE_ADMIN,
	[ACCESS_OWNER] = ROLE_OWNER,
};

static int to_id(const char *text, int64_t *id)
{
	if (!text_is_id(text))
		return -1;
	*id = strtoll(text, NULL, 10);
	return 0;
}

/* What follows "Bearer"; NULL: nothing does. */
static const char *bearer_of(const struct request *req)
{
	const char *header = req->header.authorization;

	if (!header || strncasecmp(header, "Bearer ", 7))
		return NULL;
	return header + 7 + strspn(header + 7, " ");
}

static int take_session(struct request *req, const char *token,
			struct xn_error *err)
{
	struct actor *who = &req->who;
	struct token_claims claims;

	if (token_verify(req->arena, &req->worker->token_key, token,
			 strlen(token), clock_now_us() / CLOCK_SECOND_US,
			 &claims, err))
		return -1;
	if (to_id(claims.tenant_id, &who->tenant_id) ||
	    to_id(claims.user_id, &who->user_id) ||
	    to_id(claims.session_id, &who->session_id) ||
	    role_parse(claims.role, &who->role) ||
	    (claims.store_id && to_id(claims.store_id, &req->store_id)))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	who->name = claims.email;
	return 0;
}

/*
 * A replica may not have heard of the session yet, or not of its end: then it
 * is a trip to the primary.
 */
static int guard_session(struct request *req, struct xn_error *err)
{
	if (req->worker->db_read != req->worker->db)
		return session_check(req->db, req->arena, &req->who, err);
	session_guard(req->db, req->arena, &req->who);
	return 0;
}

static int refuse_role(const struct route *route, struct xn_error *err)
{
	return xn_fail(err, XN_FORBIDDEN, "This takes the role %s",
		       role_name(role_of[route->access]));
}

static int check_session(const struct route *route, struct request *req,
			 const char *token, struct xn_error *err)
{
	if (take_session(req, token, err))
		return -1;
	if (req->who.role >= role_of[route->access])
		return guard_session(req, err);
	/* Only who is somebody is told what he may not. */
	if (session_check(req->db, req->arena, &req->who, err))
		return -1;
	return refuse_role(route, err);
}

static int check_api_token(const struct route *route, struct request *req,
			   const char *token, struct xn_error *err)
{
	if (api_token_use(req->db, req->arena, token, &req->who, err))
		return -1;
	if (route->scope == SCOPE_NONE)
		return xn_fail(err, XN_FORBIDDEN,
			       "This takes a member, not an API token");
	if (!scope_allows(&req->who, route->scope))
		return xn_fail(err, XN_FORBIDDEN, "This takes the scope %s",
			       scope_name(route->scope));
	return req->who.role >= role_of[route->access]
		       ? 0 : refuse_role(route, err);
}

static int check_bearer(const struct route *route, struct request *req,
			const char *token, struct xn_error *err)
{
	if (!token)
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in first");
	if (text_starts(token, API_TOKEN_PREFIX)
		    ? check_api_token(route, req, token, err)
		    : check_session(route, req, token, err))
		return -1;
	req->tenant_id = req->who.tenant_id;
	req->user_id = req->who.user_id;
	return 0;
}

/* A cookie comes along by itself: only a page of ours may use it, by JSON. */
static int check_cookie(struct request *req, struct xn_error *err)
{
	if (!session_cookie_is_ours(req))
		return xn_fail_field(err, XN_FORBIDDEN, "Origin",
			"Origin: must be that of this service");
	if (!body_is_json(req))
		return xn_fail_field(err, XN_UNSUPPORTED, "Content-Type",
			"Content-Type: must be application/json");
	req->session_cookie = session_cookie_find(req);
	return req->session_cookie ? 0
		: xn_fail(err, XN_UNAUTHENTICATED, "Log in first");
}

int access_check(const struct route *route, struct request *req,
		 struct xn_error *err)
{
	const char *token = bearer_of(req);

	if (route->access == ACCESS_OPEN)
		return 0;
	if (route->access == ACCESS_COOKIE ||
	    (route->access == ACCESS_COOKIE_OR_BEARER && !token))
		return check_cookie(req, err);
	return check_bearer(route, req, token, err);
}

int access_settle(struct request *req, struct xn_error *err)
{
	if (!req->db || !db_is_guarded(req->db))
		return 0;
	return session_check(req->db, req->arena, &req->who, err);
}
