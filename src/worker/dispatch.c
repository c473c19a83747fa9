#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#include "access.h"
#include "cors.h"
#include "dispatch.h"
#include "reply.h"
#include "table.h"

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

static int run(const struct route *route, struct request *req,
	       struct xn_error *err)
{
	if (req->db && route->access != ACCESS_OPEN &&
	    req->method == METHOD_GET) {
		worker_limit(req->worker, READ_MS);
		worker_choose_read(req->worker, req->arena);
	}
	if (access_check(route, req, err) || route->handler(req, err))
		return -1;
	if (req->answer.status < 400 && access_settle(req, err)) {
		/* Whom it was for is signed out, as he is of the rest. */
		req->answer.set_cookie = NULL;
		return -1;
	}
	table_reply(req);
	return 0;
}

/* The error alone: nothing that the handler had said before. */
static void reply_failure(struct request *req, const struct xn_error *err)
{
	req->answer.link = req->answer.location = NULL;
	req->answer.more = NULL;
	reply_error(req, err);
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
		reply_failure(req, &err);
	/* What was never asked is not for the next request. */
	if (req->db)
		db_guard(req->db, NULL, DB_NO_ARGS);
}
