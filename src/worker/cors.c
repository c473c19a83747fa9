#include <string.h>

#include "cors.h"

static bool is_listed(const char *list, const char *origin)
{
	size_t want = strlen(origin);

	while (*list) {
		size_t n;

		list += strspn(list, ", ");
		n = strcspn(list, ", ");
		if (n > 0 && n == want && !memcmp(list, origin, n))
			return true;
		list += n;
	}
	return false;
}

void cors_decide(struct request *req)
{
	const char *list = req->worker->conf.cors_origin;

	if (!strcmp(req->path, "/api/events") && req->header.origin) {
		req->answer.cors_origin = "*";
		req->answer.cors_preflight = req->method == METHOD_OPTIONS;
		return;
	}
	if (!list || !req->header.origin ||
	    !is_listed(list, req->header.origin))
		return;
	req->answer.cors_origin = req->header.origin;
	req->answer.cors_preflight = req->method == METHOD_OPTIONS;
}

void cors_print(const struct request *req, struct buf *out)
{
	if (req->worker->conf.cors_origin)
		buf_adds(out, "Vary: Origin\r\n");
	if (!req->answer.cors_origin)
		return;
	buf_adds(out, "Access-Control-Allow-Origin: ");
	buf_adds(out, req->answer.cors_origin);
	buf_adds(out, "\r\nAccess-Control-Expose-Headers:"
		 " Data-Version, ETag, Link, Location, Retry-After\r\n");
	if (req->answer.cors_preflight)
		buf_adds(out, "Access-Control-Allow-Methods:"
			 " GET, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
			 "Access-Control-Allow-Headers:"
			 " Content-Type, Authorization\r\n"
			 "Access-Control-Max-Age: 600\r\n");
}
