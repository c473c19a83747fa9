#include <string.h>

#include "worker/session_cookie.h"

#include "request_helpers.h"

static struct request *own_request(void)
{
	struct request *req = request_to("POST", "/");

	req->scheme = "http";
	req->header.host = "127.0.0.1:8080";
	return req;
}

/* A cookie is found under the name that the place has; and set so. */
START_TEST(name_and_attributes_follow_the_place)
{
	static const struct {
		const char *public_url, *scheme, *host, *origin, *start, *end;
	} cases[] = {
		{ NULL, "http", "a.example", NULL,
		  "xeno_session=v; ", "Strict" },
		{ NULL, "http", "127.0.0.1:8080", "http://127.0.0.1:8080",
		  "xeno_session_8080=v; ", "Strict" },
		{ NULL, "https", "a.example", "https://a.example",
		  "__Secure-xeno_session=v; ", "Strict; Secure" },
		{ "https://a.example/x", "http", "10.0.0.1",
		  "https://a.example", "__Secure-xeno_session=v; ",
		  "Strict; Secure" },
		{ "http://127.0.0.1:80", "http", "localhost:80",
		  "http://localhost:80", "xeno_session_80=v; ", "Strict" },
		{ NULL, "http", "a.example", "https://a.example", NULL, NULL },
		{ NULL, "http", "a.example", "null", NULL, NULL },
		{ "https://a.example", "https", "b.example",
		  "https://a.example.evil", NULL, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("POST", "/");
		const char *set;

		test_worker.conf.public_url = cases[i].public_url;
		req->scheme = cases[i].scheme;
		req->header.host = cases[i].host;
		req->header.origin = cases[i].origin;
		session_cookie_set(req, "v");
		set = req->answer.set_cookie;
		ck_assert_msg(!set == !cases[i].start, "case %zu", i);
		if (!set)
			continue;
		ck_assert_msg(!strncmp(set, cases[i].start,
				       strlen(cases[i].start)), "%s", set);
		ck_assert_str_eq(set + strlen(set) - strlen(cases[i].end),
				 cases[i].end);
		ck_assert_ptr_nonnull(strstr(set, "; HttpOnly; "));
		ck_assert_ptr_nonnull(strstr(set, "; Path=/api/auth; "));
	}
	test_worker.conf.public_url = NULL;
}
END_TEST

START_TEST(finds_only_its_own)
{
	static const struct { const char *header, *value; } cases[] = {
		{ "xeno_session_8080=1_2_x", "1_2_x" },
		{ "a=b; xeno_session_8080=1", "1" },
		{ "xeno_session_8080=1; xeno_session_8080=2", "1" },
		{ "xeno_session_8080=", "" },
		{ "xeno_session=1", NULL },
		{ "xeno_session_8081=1", NULL },
		{ "axeno_session_8080=1", NULL },
		{ "", NULL },
		{ ";;; ", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = own_request();
		const char *found;

		req->header.cookie = cases[i].header;
		found = session_cookie_find(req);
		ck_assert_msg(!found == !cases[i].value, "%s",
			      cases[i].header);
		if (found)
			ck_assert_str_eq(found, cases[i].value);
	}
	ck_assert_ptr_null(session_cookie_find(own_request()));
}
END_TEST

START_TEST(only_a_page_of_ours_is_ours)
{
	static const struct { const char *origin; bool ours; } cases[] = {
		{ "http://127.0.0.1:8080", true },
		{ "http://127.0.0.1:8081", false },
		{ "http://127.0.0.1", false },
		{ "https://127.0.0.1:8080", false },
		{ "HTTP://127.0.0.1:8080", false },
		{ "null", false },
		{ "", false },
		{ NULL, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = own_request();

		req->header.origin = cases[i].origin;
		ck_assert_msg(session_cookie_is_ours(req) == cases[i].ours,
			      "%s", cases[i].origin);
	}
}
END_TEST

TEST_MAIN("session_cookie", name_and_attributes_follow_the_place,
	  finds_only_its_own, only_a_page_of_ours_is_ours)
