#include <string.h>

#include "wrap/fetch.h"

#include "fetch_server.h"
#include "test.h"

#define SHOP "https://a-shop.myshopify.com/post/"
#define STORAGE "https://storage.googleapis.com/get/"

static const char *const post_hosts[] = { "*.myshopify.com", NULL };
static const char *const stream_hosts[] = { "storage.googleapis.com", NULL };

static struct fetch *open_at(const char *connect_to)
{
	const struct fetch_options options = {
		.post_hosts = post_hosts, .stream_hosts = stream_hosts,
		.ca_file = ca_file, .connect_to = connect_to,
		.post_timeout_ms = 2000, .stall_s = 1,
		.response_max_bytes = 1000000,
	};
	struct fetch *f = fetch_open(&options, &err);

	ck_assert_ptr_nonnull(f);
	return f;
}

static struct fetch_response response;

static int post(struct fetch *f, const char *url)
{
	err.code = XN_OK;
	return fetch_post_json(f, arena, url, NULL, "{}", 2, &response, &err);
}

START_TEST(posts_and_reads_the_answer)
{
	static const struct fetch_header headers[] = {
		{ "X-Shopify-Access-Token", "shpat_1" }, { NULL, NULL },
	};
	static const char *const want[] = {
		"\"method\":\"POST\"", "\"path\":\"/post/echo?x=1\"",
		"\"sni\":\"a-shop.myshopify.com\"",
		"\"host\":\"a-shop.myshopify.com\"",
		"\"content-type\":\"application/json\"",
		"\"x-shopify-access-token\":\"shpat_1\"",
		"\"content-length\":\"9\"", "\"text\":\"{\\\"a\\\":42}\"",
	};
	struct fetch *f = open_at(good_port);

	ck_assert_int_eq(fetch_post_json(f, arena, SHOP "echo?x=1", headers,
					 "{\"a\":42}\n", 9, &response, &err),
			 0);
	ck_assert_int_eq(response.status, 200);
	ck_assert_uint_eq(response.len, strlen(response.body));
	for (size_t i = 0; i < COUNT_OF(want) - 1; i++)
		ck_assert_msg(strstr(response.body, want[i]) != NULL,
			      "%s not in %s", want[i], response.body);
	ck_assert_ptr_null(strstr(response.body, "expect"));
	ck_assert_ptr_null(response.retry_after);
	fetch_close(f);
}
END_TEST

START_TEST(any_status_is_an_answer)
{
	struct fetch *f = open_at(good_port);

	ck_assert_int_eq(post(f, SHOP "status/429"), 0);
	ck_assert_int_eq(response.status, 429);
	ck_assert_str_eq(response.body, "no");
	ck_assert_str_eq(response.retry_after, "2.0");
	ck_assert_str_eq(response.api_version, "2026-10");
	ck_assert_str_eq(response.request_id, "abc-1");
	ck_assert_int_eq(post(f, SHOP "status/500"), 0);
	ck_assert_int_eq(response.status, 500);
	/* Not followed. */
	ck_assert_int_eq(post(f, SHOP "redirect"), 0);
	ck_assert_int_eq(response.status, 302);
	fetch_close(f);
}
END_TEST

START_TEST(caps_the_answer)
{
	struct fetch *f = open_at(good_port);

	ck_assert_int_eq(post(f, SHOP "big/1000000"), 0);
	ck_assert_uint_eq(response.len, 1000000);
	ck_assert_int_eq(post(f, SHOP "big/1000001"), -1);
	assert_failed(XN_TOO_LARGE,
		      "the answer of a-shop.myshopify.com is too long");
	ck_assert_int_eq(post(f, SHOP "gzip/1000000"), 0);
	ck_assert_uint_eq(response.len, 1000000);
	/* A kilobyte on the wire. */
	ck_assert_int_eq(post(f, SHOP "gzip/1000001"), -1);
	ck_assert_int_eq(err.code, XN_TOO_LARGE);
	fetch_close(f);
}
END_TEST

START_TEST(says_what_went_wrong)
{
	const struct { const char *port, *path, *text; } cases[] = {
		{ good_port, "cut", "cut its answer off" },
		{ good_port, "drop", "gave no answer" },
		{ good_port, "stall", "did not answer in time" },
		{ other_port, "echo", "is not who it should be" },
		{ plain_port, "echo", "refused a secure connection" },
		{ "127.0.0.1:1", "echo", "cannot be reached" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct fetch *f = open_at(cases[i].port);

		ck_assert_int_eq(post(f, arena_printf(arena, SHOP "%s",
						      cases[i].path)), -1);
		assert_failed(XN_UNAVAILABLE,
			      arena_printf(arena, "a-shop.myshopify.com %s",
					   cases[i].text));
		fetch_close(f);
	}
}
END_TEST

START_TEST(trusts_only_its_own_authority)
{
	struct fetch_options options = {
		.post_hosts = post_hosts, .connect_to = good_port,
	};
	struct fetch *f = fetch_open(&options, &err);

	ck_assert_int_eq(post(f, SHOP "echo"), -1);
	assert_failed(XN_UNAVAILABLE,
		      "a-shop.myshopify.com is not who it should be");
	fetch_close(f);
	options.ca_file = "/nonexistent/ca.pem";
	ck_assert_ptr_null(fetch_open(&options, &err));
	assert_failed(XN_BAD_INPUT, "cannot read /nonexistent/ca.pem");
}
END_TEST

START_TEST(speaks_only_to_who_is_allowed)
{
	static const char *const urls[] = {
		"http://a-shop.myshopify.com/post/echo",
		"ftp://a-shop.myshopify.com/", "file:///etc/passwd",
		"a-shop.myshopify.com/post/echo", "", "https://",
		"https://myshopify.com/", "https://a.b.myshopify.com/",
		"https://.myshopify.com/", "https://-a.myshopify.com/",
		"https://a-shop.myshopify.com.evil.com/",
		"https://evil.com/a-shop.myshopify.com",
		"https://a-shop.myshopify.com@evil.com/",
		"https://user:pass@a-shop.myshopify.com/",
		"https://a-shop.myshopify.com:8443/",
		"https://a-shop.myshopify.com:443@evil.com/",
		"https://evil.com#.myshopify.com",
		"https://evil.com?.myshopify.com",
		"https://evil.com\\.myshopify.com/",
		"https://a_b.myshopify.com/", "https://127.0.0.1/",
		"https://storage.googleapis.com/get/file/1",
		"https://a-shop.myshopify.com\r\nX: y/",
		"https://a-shop.myshopify.com./",
	};
	struct fetch *f = open_at(good_port);

	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		ck_assert_msg(post(f, urls[i]) == -1, "%s", urls[i]);
		assert_failed(XN_REFUSED, "the address is not allowed");
	}
	fetch_close(f);
}
END_TEST

START_TEST(headers_stay_one_line)
{
	const struct fetch_header headers[] = {
		{ "X-Shopify-Access-Token", "a\r\nX-Evil: b" }, { NULL, NULL },
	};
	struct fetch *f = open_at(good_port);

	ck_assert_int_eq(fetch_post_json(f, arena, SHOP "echo", headers, "", 0,
					 &response, &err), -1);
	assert_failed(XN_REFUSED,
		      "X-Shopify-Access-Token: a control character");
	fetch_close(f);
}
END_TEST

START_TEST(keeps_away_from_private_addresses)
{
	static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]",
					     "10.0.0.1", "169.254.169.254",
					     NULL };
	const struct fetch_options options = { .post_hosts = hosts };
	struct fetch *f = fetch_open(&options, &err);

	for (size_t i = 0; hosts[i]; i++) {
		ck_assert_int_eq(post(f, arena_printf(arena, "https://%s/",
						      hosts[i])), -1);
		assert_failed(XN_REFUSED, "the address is not allowed");
	}
	fetch_close(f);
}
END_TEST

START_TEST(keeps_its_connection)
{
	struct fetch *f = open_at(good_port);
	int64_t before, after;

	ck_assert_int_eq(post(f, "https://a-shop.myshopify.com/get/"
			      "connections"), 0);
	before = strtoll(response.body, NULL, 10);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(post(f, SHOP "echo"), 0);
	ck_assert_int_eq(post(f, "https://a-shop.myshopify.com/get/"
			      "connections"), 0);
	after = strtoll(response.body, NULL, 10);
	ck_assert_int_eq(after, before);
	fetch_close(f);
}
END_TEST

struct download {
	struct fetch *f;
	int64_t received, stop_at;
};

static int receive(void *ctx, const char *data, size_t n, struct xn_error *e)
{
	struct download *d = ctx;

	for (size_t i = 0; i < n; i++, d->received++)
		if ((unsigned char)data[i] != d->received % 251)
			return xn_fail(e, XN_INTERNAL, "a wrong byte");
	if (d->stop_at && d->received >= d->stop_at)
		return xn_fail(e, XN_CONFLICT, "enough");
	return 0;
}

static int stream(struct download *d, const char *path, int64_t max)
{
	err.code = XN_OK;
	return fetch_stream(d->f, arena_printf(arena, STORAGE "%s", path), max,
			    receive, d, &err);
}

START_TEST(streams_files)
{
	struct download d = { .f = open_at(good_port) };

	ck_assert_int_eq(stream(&d, "file/5000000?Signature=secret",
				5000000), 0);
	ck_assert_int_eq(d.received, 5000000);
	d.received = 0;
	ck_assert_int_eq(stream(&d, "chunked/300000", 5000000), 0);
	ck_assert_int_eq(d.received, 300000);
	d.received = 0;
	ck_assert_int_eq(stream(&d, "file/0", 5000000), 0);
	ck_assert_int_eq(d.received, 0);
	fetch_close(d.f);
}
END_TEST

START_TEST(a_stream_that_breaks_is_an_error)
{
	static const struct {
		const char *path;
		enum xn_code code;
		const char *text;
	} cases[] = {
		{ "cut/100000", XN_UNAVAILABLE,
		  "storage.googleapis.com cut its answer off" },
		{ "cutchunked/100000", XN_UNAVAILABLE,
		  "storage.googleapis.com cut its answer off" },
		{ "stall", XN_UNAVAILABLE,
		  "storage.googleapis.com did not answer in time" },
		{ "file/200001", XN_TOO_LARGE,
		  "the answer of storage.googleapis.com is too long" },
		{ "chunked/200001", XN_TOO_LARGE,
		  "the answer of storage.googleapis.com is too long" },
		{ "redirect", XN_UNAVAILABLE,
		  "storage.googleapis.com answered 302" },
		{ "status/403", XN_NOT_FOUND,
		  "the address at storage.googleapis.com has expired" },
		{ "status/404", XN_NOT_FOUND,
		  "the address at storage.googleapis.com has expired" },
		{ "status/503", XN_UNAVAILABLE,
		  "storage.googleapis.com answered 503" },
		{ "status/206", XN_UNAVAILABLE,
		  "storage.googleapis.com answered 206" },
	};
	struct fetch *f = open_at(good_port);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct download d = { .f = f };
		bool is_status = strstr(cases[i].path, "status/") != NULL;

		/* The stall's one byte is no part of the pattern. */
		d.received = strcmp(cases[i].path, "stall") ? 0 : 'x';
		ck_assert_msg(stream(&d, cases[i].path, 200000) == -1, "%s",
			      cases[i].path);
		assert_failed(cases[i].code, cases[i].text);
		ck_assert(!is_status || !d.received);
	}
	fetch_close(f);
}
END_TEST

START_TEST(the_receiver_may_stop)
{
	struct download d = { .f = open_at(good_port), .stop_at = 100000 };

	ck_assert_int_eq(stream(&d, "file/5000000", 5000000), -1);
	assert_failed(XN_CONFLICT, "enough");
	ck_assert_int_lt(d.received, 5000000);
	/* And the next transfer begins anew. */
	d = (struct download){ .f = d.f };
	ck_assert_int_eq(stream(&d, "file/1000", 5000000), 0);
	ck_assert_int_eq(d.received, 1000);
	fetch_close(d.f);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		posts_and_reads_the_answer, any_status_is_an_answer,
		caps_the_answer, says_what_went_wrong,
		trusts_only_its_own_authority, speaks_only_to_who_is_allowed,
		headers_stay_one_line, keeps_away_from_private_addresses,
		keeps_its_connection, streams_files,
		a_stream_that_breaks_is_an_error, the_receiver_may_stop,
	};
	Suite *suite = suite_create("fetch");
	TCase *tcase = tcase_create("fetch");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_unchecked_fixture(tcase, start_server, stop_server);
	tcase_add_checked_fixture(tcase, test_setup, test_teardown);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
