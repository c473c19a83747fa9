#ifndef REQUEST_HELPERS_H
#define REQUEST_HELPERS_H

#include "worker/request.h"

#include "test.h"

/* A worker without a database, for what never comes to one. */
static struct worker test_worker = {
	.conf = { .body_max_bytes = 1000, .jwt_ttl_s = 900 },
};

/* A request as nginx would hand it over. */
#define REQUEST(...) request_of((char *const []){ __VA_ARGS__, NULL })

static inline struct request *request_of(char *const *params)
{
	struct request *req = arena_alloc(arena, sizeof(*req));

	req->arena = arena;
	req->worker = &test_worker;
	req->body = "";
	request_from_params(req, params);
	return req;
}

static inline struct request *request_to(const char *method, const char *uri)
{
	return REQUEST(arena_printf(arena, "REQUEST_METHOD=%s", method),
		       arena_printf(arena, "REQUEST_URI=%s", uri));
}

#endif
