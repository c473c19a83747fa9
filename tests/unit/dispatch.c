#include <string.h>

#include "wrap/seal.h"
#include "worker/dispatch.h"
#include "worker/reply.h"

#include "request_helpers.h"

START_TEST(matches_segments)
{
	static const struct {
		const char *pattern, *path, *first, *second;
	} cases[] = {
		{ "/health",  "/health",       "",    "" },
		{ "/health",  "/healthz",      NULL,  NULL },
		{ "/health",  "/healt",        NULL,  NULL },
		{ "/health",  "/health/",      NULL,  NULL },
		{ "/health",  "//health",      NULL,  NULL },
		{ "/health",  "/%68ealth",     NULL,  NULL },
		{ "/health",  "",              NULL,  NULL },
		{ "/a/:x",    "/a/b",          "b",   "" },
		{ "/a/:x",    "/a/",           NULL,  NULL },
		{ "/a/:x",    "/a",            NULL,  NULL },
		{ "/a/:x",    "/a/b/",         NULL,  NULL },
		{ "/a/:x",    "/a/b/c",        NULL,  NULL },
		{ "/a/:x",    "/a/b%2Fc",      "b/c", "" },
		{ "/a/:x",    "/a/b%2fc",      "b/c", "" },
		{ "/a/:x",    "/a/b+c",        "b+c", "" },
		{ "/a/:x",    "/a/%zz",        NULL,  NULL },
		{ "/a/:x",    "/a/%00",        NULL,  NULL },
		{ "/a/:x",    "/a/%ff",        NULL,  NULL },
		{ "/a/:x",    "/a/..",         "..",  "" },
		{ "/a/:x/:y", "/a/b/c",        "b",   "c" },
		{ "/a/:x/:y", "/a//c",         NULL,  NULL },
		{ "/a/:x/c",  "/a/b/c",        "b",   "" },
		{ "/a/:x/c",  "/a/b/d",        NULL,  NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *param[REQUEST_PARAMS] = { "", "" };
		bool match = path_match(arena, cases[i].pattern,
					cases[i].path, param);

		ck_assert_msg(match == !!cases[i].first, "%s on %s",
			      cases[i].pattern, cases[i].path);
		if (match) {
			ck_assert_str_eq(param[0], cases[i].first);
			ck_assert_str_eq(param[1], cases[i].second);
		}
	}
}
END_TEST

START_TEST(answers_what_no_handler_sees)
{
	static const struct {
		const char *method, *uri;
		int status;
		const char *allow;
	} cases[] = {
		{ "GET",     "/health",         200, NULL },
		{ "HEAD",    "/health",         200, NULL },
		{ "POST",    "/health",         405, "GET, HEAD, OPTIONS" },
		{ "OPTIONS", "/health",         204, "GET, HEAD, OPTIONS" },
		{ "TRACE",   "/health",         405, "GET, HEAD, OPTIONS" },
		{ "PUT",     "/api/shops/1",    405,
		  "PATCH, DELETE, OPTIONS" },
		{ "GET",     "/nowhere",        404, NULL },
		{ "OPTIONS", "/nowhere",        404, NULL },
		{ "GET",     "",                404, NULL },
		{ "GET",     "/api/metrics/overview", 401, NULL },
		{ "POST",    "/api/auth/add-shop", 401, NULL },
		{ "GET",     "/health?a=%zz",   200, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to(cases[i].method,
						 cases[i].uri);

		dispatch(req);
		ck_assert_msg(req->answer.status == cases[i].status,
			      "%s %s: %d", cases[i].method, cases[i].uri,
			      req->answer.status);
		ck_assert_ptr_nonnull(req->answer.body);
		if (cases[i].allow)
			ck_assert_str_eq(req->answer.allow, cases[i].allow);
		else
			ck_assert_ptr_null(req->answer.allow);
	}
}
END_TEST

/* Every route for members, and any header that is not a good token. */
START_TEST(asks_for_a_token)
{
	static const char *const headers[] = {
		NULL, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c",
		"bearer x", "Token abc",
	};
	struct xn_error ignored = { 0 };

	token_key_init(&test_worker.token_key,
		       "0123456789abcdef0123456789abcdef", seal_hmac_sha256,
		       &ignored);
	for (const struct route *r = routes; r->path; r++) {
		for (size_t i = 0; i < COUNT_OF(headers); i++) {
			struct request *req = request_to("", r->path);

			if (r->access < ACCESS_READ_ONLY)
				continue;
			req->method = r->method;
			req->header.authorization = headers[i];
			dispatch(req);
			ck_assert_msg(req->answer.status == 401, "%s %s",
				      r->path, headers[i]);
		}
	}
}
END_TEST

START_TEST(tells_other_origins_apart)
{
	static const struct {
		const char *list, *origin;
		bool is_allowed;
	} cases[] = {
		{ "https://a.example", "https://a.example", true },
		{ "https://b.example, https://a.example",
		  "https://a.example", true },
		{ "https://b.example,https://a.example",
		  "https://a.example", true },
		{ "https://a.example", "https://a.example.evil", false },
		{ "https://a.example", "https://a.exampl", false },
		{ "https://a.example", "null", false },
		{ "https://a.example", "", false },
		{ "https://a.example", NULL, false },
		{ NULL, "https://a.example", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("OPTIONS", "/health");
		struct buf out;

		buf_init(&out, arena);
		test_worker.conf.cors_origin = cases[i].list;
		req->header.origin = cases[i].origin;
		dispatch(req);
		reply_print(req, &out);
		ck_assert_msg(cases[i].is_allowed ==
			      !!strstr(buf_text(&out), "Access-Control-"),
			      "%s in %s", cases[i].origin, cases[i].list);
		ck_assert(!cases[i].list ==
			  !strstr(buf_text(&out), "Vary: Origin"));
	}
	test_worker.conf.cors_origin = NULL;
}
END_TEST

/* Each method and path once, else one of the two would never run. */
START_TEST(has_each_route_once)
{
	for (const struct route *r = routes; r->path; r++) {
		ck_assert(r->handler != NULL);
		for (const struct route *s = r + 1; s->path; s++)
			ck_assert_msg(r->method != s->method ||
				      strcmp(r->path, s->path),
				      "%s is there twice", r->path);
	}
}
END_TEST

TEST_MAIN("dispatch", matches_segments, answers_what_no_handler_sees,
	  asks_for_a_token, tells_other_origins_apart, has_each_route_once)
