#include <string.h>

#include "request_helpers.h"

START_TEST(takes_what_it_needs)
{
	struct request *req = REQUEST(
		(char[]){ "REQUEST_METHOD=POST" },
		(char[]){ "REQUEST_URI=/a/b%2Fc?x=1&y=?" },
		(char[]){ "REQUEST_ID=77" },
		(char[]){ "REMOTE_ADDR=192.0.2.7" },
		(char[]){ "CONTENT_LENGTH=5" },
		(char[]){ "CONTENT_TYPE=" },
		(char[]){ "HTTP_AUTHORIZATION=Bearer a=b" },
		(char[]){ "HTTP_X_SHOPIFY_TOPIC=orders/create" },
		(char[]){ "HTTP_X_SHOPIFY_TOPICS=no" },
		(char[]){ "NO_EQUALS" });

	ck_assert_int_eq(req->method, METHOD_POST);
	ck_assert_str_eq(req->path, "/a/b%2Fc");
	ck_assert_str_eq(req->query, "x=1&y=?");
	ck_assert_str_eq(req->id, "77");
	ck_assert_str_eq(req->client, "192.0.2.7");
	ck_assert_str_eq(req->content_length, "5");
	ck_assert_ptr_null(req->header.content_type);
	ck_assert_str_eq(req->header.authorization, "Bearer a=b");
	ck_assert_str_eq(req->header.shopify_topic, "orders/create");
	ck_assert_ptr_null(req->header.origin);
}
END_TEST

START_TEST(knows_the_methods)
{
	static const struct {
		const char *name;
		enum method method;
		bool is_head;
	} cases[] = {
		{ "GET",     METHOD_GET,     false },
		{ "HEAD",    METHOD_GET,     true },
		{ "POST",    METHOD_POST,    false },
		{ "PUT",     METHOD_PUT,     false },
		{ "PATCH",   METHOD_PATCH,   false },
		{ "DELETE",  METHOD_DELETE,  false },
		{ "OPTIONS", METHOD_OPTIONS, false },
		{ "get",     METHOD_OTHER,   false },
		{ "TRACE",   METHOD_OTHER,   false },
		{ "",        METHOD_OTHER,   false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to(cases[i].name, "/");

		ck_assert_msg(req->method == cases[i].method &&
			      req->is_head == cases[i].is_head,
			      "%s", cases[i].name);
	}
}
END_TEST

START_TEST(stands_with_nothing)
{
	struct request *req = request_of((char *const []){ NULL });

	ck_assert_int_eq(req->method, METHOD_OTHER);
	ck_assert_str_eq(req->path, "");
	ck_assert_str_eq(req->query, "");
	ck_assert_str_eq(req->id, "");
}
END_TEST

START_TEST(sizes_the_body)
{
	static const struct {
		const char *length;
		int code;
		size_t size;
	} cases[] = {
		{ NULL,         XN_OK,        0 },
		{ "0",          XN_OK,        0 },
		{ "1000",       XN_OK,        1000 },
		{ "0001000",    XN_OK,        1000 },
		{ "1001",       XN_TOO_LARGE, 0 },
		{ "4294967297", XN_TOO_LARGE, 0 },
		{ "99999999999999999999999", XN_TOO_LARGE, 0 },
		{ "-1",         XN_BAD_INPUT, 0 },
		{ "+1",         XN_BAD_INPUT, 0 },
		{ " 1",         XN_BAD_INPUT, 0 },
		{ "1x",         XN_BAD_INPUT, 0 },
		{ "0x10",       XN_BAD_INPUT, 0 },
		{ "1e3",        XN_BAD_INPUT, 0 },
		{ "1,1",        XN_BAD_INPUT, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("POST", "/");
		size_t size;
		int rc;

		err = (struct xn_error){ 0 };
		req->content_length = cases[i].length;
		rc = request_body_size(req, &size, &err);
		ck_assert_msg(err.code == (enum xn_code)cases[i].code,
			      "%s: %d", cases[i].length, (int)err.code);
		ck_assert_int_eq(rc, cases[i].code ? -1 : 0);
		if (rc == 0)
			ck_assert_uint_eq(size, cases[i].size);
	}
}
END_TEST

TEST_MAIN("request", takes_what_it_needs, knows_the_methods,
	  stands_with_nothing, sizes_the_body)
