#include <string.h>

#include "worker/reply.h"

#include "request_helpers.h"

static const char *printed(struct request *req)
{
	struct buf out;

	buf_init(&out, arena);
	reply_print(req, &out);
	return buf_text(&out);
}

START_TEST(prints_a_whole_answer)
{
	struct request *req = request_to("GET", "/");
	struct jsonout *w = reply_json(req);

	jsonout_object_begin(w);
	jsonout_put_bool(w, "ok", true);
	jsonout_object_end(w);
	ck_assert_int_eq(reply(req, 200, w), 0);
	ck_assert_str_eq(printed(req),
		"Status: 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: 12\r\n\r\n{\"ok\":true}\n");
	req->is_head = true;
	ck_assert_str_eq(printed(req),
		"Status: 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: 12\r\n\r\n");
}
END_TEST

START_TEST(prints_what_has_no_content)
{
	struct request *req = request_to("DELETE", "/");

	reply_empty(req, 204);
	ck_assert_str_eq(printed(req), "Status: 204 No Content\r\n\r\n");
	ck_assert(!reply_is_fresh(req, "t-1"));
	reply_not_modified(req);
	req->answer.waited_us = 1002003;
	ck_assert_str_eq(printed(req), "Status: 304 Not Modified\r\n"
			 "ETag: W/\"t-1\"\r\n"
			 "Cache-Control: private, no-cache\r\n"
			 "Server-Timing: db;dur=1002.003\r\n\r\n");
}
END_TEST

START_TEST(prints_errors)
{
	static const struct {
		enum xn_code code;
		const char *has;
	} cases[] = {
		{ XN_BAD_INPUT,       "Status: 400 " },
		{ XN_UNAUTHENTICATED, "Status: 401 " },
		{ XN_UNAUTHENTICATED, "WWW-Authenticate: Bearer\r\n" },
		{ XN_FORBIDDEN,       "Status: 403 " },
		{ XN_NOT_FOUND,       "Status: 404 " },
		{ XN_CONFLICT,        "Status: 409 " },
		{ XN_TOO_LARGE,       "Status: 413 " },
		{ XN_UNSUPPORTED,     "Status: 415 " },
		{ XN_REFUSED,         "Status: 422 " },
		{ XN_THROTTLED,       "Status: 429 " },
		{ XN_THROTTLED,       "Retry-After: 60\r\n" },
		{ XN_UNAVAILABLE,     "Status: 503 " },
		{ XN_UNAVAILABLE,     "Retry-After: 2\r\n" },
		{ XN_INTERNAL,        "Status: 500 " },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET", "/");

		xn_fail_field(&err, cases[i].code, "a", "a: \"<&");
		req->id = "77";
		req->answer.etag = "gone";
		reply_error(req, &err);
		ck_assert_msg(!!strstr(printed(req), cases[i].has), "%s",
			      cases[i].has);
		ck_assert_ptr_nonnull(strstr(printed(req),
			"{\"message\":\"a: \\\"<&\",\"code\":"));
		ck_assert_ptr_nonnull(strstr(printed(req),
			",\"field\":\"a\",\"requestId\":\"77\"}\n"));
		ck_assert_ptr_null(strstr(printed(req), "ETag"));
	}
}
END_TEST

START_TEST(compares_tags)
{
	static const struct {
		const char *header;
		bool is_fresh;
	} cases[] = {
		{ NULL,                    false },
		{ "",                      false },
		{ "\"7-1\"",               true },
		{ "W/\"7-1\"",             true },
		{ "*",                     true },
		{ "\"a\", W/\"7-1\"",      true },
		{ "\"7-1\",\"a\"",         true },
		{ "\"7-11\"",              false },
		{ "\"7-\"",                false },
		{ "7-1",                   false },
		{ "\"",                    false },
		{ "\"a\"7-1\"b\"",         false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET", "/");

		req->header.if_none_match = cases[i].header;
		ck_assert_msg(reply_is_fresh(req, "7-1") == cases[i].is_fresh,
			      "%s", cases[i].header);
	}
}
END_TEST

START_TEST(puts_times)
{
	struct request *req = request_to("GET", "/");
	struct jsonout *w = reply_json(req);

	jsonout_object_begin(w);
	reply_put_time(w, "a", 0);
	reply_put_time(w, "b", 1500 * INT64_C(1000));
	jsonout_object_end(w);
	reply(req, 200, w);
	ck_assert_ptr_nonnull(strstr(printed(req),
		"{\"a\":null,\"b\":\"1970-01-01T00:00:01.500Z\"}"));
}
END_TEST

TEST_MAIN("reply", prints_a_whole_answer, prints_what_has_no_content,
	  prints_errors, compares_tags, puts_times)
