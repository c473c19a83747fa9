#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include "cors.h"
#include "dispatch.h"
#include "reply.h"

bool path_match(struct arena *a, const char *pattern, const char *path,
		const char *param[REQUEST_PARAMS])
{
	int n = 0;

	for (;;) {
		size_t want = strcspn(pattern, "/"), have = strcspn(path, "/");

		if (*pattern == ':') {
			if (have == 0 || n == REQUEST_PARAMS)
				return false;
			param[n] = text_percent_decode(a, path, have, false);
			if (!param[n++])
				return false;
		} else if (want != have || strncmp(pattern, path, want)) {
			return false;
		}
		pattern += want;
		path += have;
		if (!*pattern || !*path)
			return *pattern == *path;
		pattern++;
		path++;
	}
}

/* The route, or NULL; *allowed is then one bit a method that there is. */
static const struct route *find_route(struct request *req, unsigned *allowed)
{
	*allowed = 0;
	for (const struct route *r = routes; r->path; r++) {
		if (!path_match(req->arena, r->path, req->path, req->param))
			continue;
		if (r->method == req->method)
			return r;
		*allowed |= 1U << r->method;
	}
	return NULL;
}

static const char *allow_text(struct arena *a, unsigned allowed)
{
	struct buf text;

	buf_init(&text, a);
	for (int i = 0; i < METHOD_OTHER; i++) {
		if (!(allowed & 1U << i))
			continue;
		buf_adds(&text, request_method_name((enum method)i));
		buf_adds(&text, i == METHOD_GET ? ", HEAD, " : ", ");
	}
	buf_adds(&text, "OPTIONS");
	return buf_text(&text);
}

static void reply_without_route(struct request *req, unsigned allowed)
{
	if (!allowed) {
		reply_error_text(req, 404, xn_code_name(XN_NOT_FOUND), NULL,
				 "There is nothing here");
		return;
	}
	req->answer.allow = allow_text(req->arena, allowed);
	if (req->method == METHOD_OPTIONS)
		reply_empty(req, 204);
	else
		reply_error_text(req, 405, "method_not_allowed", NULL,
				 "This method is not allowed here");
}

static int to_id(const char *text, int64_t *id)
{
	if (!text_is_id(text))
		return -1;
	*id = strtoll(text, NULL, 10);
	return 0;
}

static int authenticate(struct request *req, struct xn_error *err)
{
	const char *header = req->header.authorization;
	struct token_claims claims;

	if (!header || strncasecmp(header, "Bearer ", 7))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in first");
	header += 7 + strspn(header + 7, " ");
	if (token_verify(req->arena, &req->worker->token_key, header,
			 strlen(header), clock_now_us() / CLOCK_SECOND_US,
			 &claims, err))
		return -1;
	req->store_id = 0;
	if (to_id(claims.tenant_id, &req->tenant_id) ||
	    to_id(claims.user_id, &req->user_id) ||
	    (claims.store_id && to_id(claims.store_id, &req->store_id)))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	return 0;
}

static int run(const struct route *route, struct request *req,
	       struct xn_error *err)
{
	if (route->access == BEARER && authenticate(req, err))
		return -1;
	return route->handler(req, err);
}

void dispatch(struct request *req)
{
	struct xn_error err = { 0 };
	const struct route *route;
	unsigned allowed;

	cors_decide(req);
	route = find_route(req, &allowed);
	if (!route)
		reply_without_route(req, allowed);
	else if (run(route, req, &err))
		reply_error(req, &err);
}
