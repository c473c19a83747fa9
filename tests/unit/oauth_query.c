#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "wrap/seal.h"

#include "domain/shop/oauth_query.h"

#include "test.h"

#define SECRET "shpss_current"
#define OLD "shpss_previous"
#define NOW_S INT64_C(1337178173)

static const struct conf conf = {
	.shopify_api_secret = SECRET,
	.shopify_api_secret_previous = OLD,
};

/* The hmac over `text`, which is what has to be signed. */
static const char *sign(const char *secret, const char *text)
{
	unsigned char digest[SEAL_DIGEST_SIZE];
	char *digits = arena_alloc(arena, HEX_SIZE(sizeof(digest)));

	seal_hmac_sha256(secret, strlen(secret), text, strlen(text), digest);
	hex_encode(digest, sizeof(digest), digits);
	return digits;
}

static int verify_at(int64_t now_s, const char *query, const char *hmac)
{
	return oauth_query_verify(&conf, arena,
		arena_printf(arena, "%s&hmac=%s", query, hmac),
		now_s * CLOCK_SECOND_US, &err);
}

START_TEST(signs_sorted_raw_pairs)
{
	static const struct {
		const char *query, *message;
	} cases[] = {
		{ "shop=x.myshopify.com&timestamp=1337178173",
		  "shop=x.myshopify.com&timestamp=1337178173" },
		{ "timestamp=1337178173&shop=x.myshopify.com&code=c&state=s",
		  "code=c&shop=x.myshopify.com&state=s&timestamp=1337178173" },
		{ "timestamp=1337178173&signature=old&a=1",
		  "a=1&timestamp=1337178173" },
		/* Nothing is decoded, and nothing joined that came apart. */
		{ "timestamp=1337178173&b=%20+%2F&a%5B%5D=1",
		  "a%5B%5D=1&b=%20+%2F&timestamp=1337178173" },
		{ "timestamp=1337178173&a=2&a=1",
		  "a=2&a=1&timestamp=1337178173" },
		/* By name, and not by the whole pair. */
		{ "a1=x&a=y&timestamp=1337178173",
		  "a=y&a1=x&timestamp=1337178173" },
		{ "timestamp=1337178173&empty=&none",
		  "empty=&none&timestamp=1337178173" },
		{ "&&timestamp=1337178173&&", "timestamp=1337178173" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *q = cases[i].query, *m = cases[i].message;

		ck_assert_msg(!verify_at(NOW_S, q, sign(SECRET, m)), "%s", q);
		ck_assert_msg(!verify_at(NOW_S, q, sign(OLD, m)), "%s", q);
		ck_assert_int_eq(verify_at(NOW_S, q, sign("other", m)), -1);
		assert_failed(XN_UNAUTHENTICATED, "invalid signature");
		ck_assert_str_eq(err.field, "hmac");
		ck_assert_int_eq(verify_at(NOW_S,
			arena_printf(arena, "%s&z=1", q), sign(SECRET, m)),
			-1);
	}
}
END_TEST

START_TEST(takes_one_spelling_of_a_signature)
{
	const char *q = "timestamp=1337178173", *good = sign(SECRET, q);
	char *upper = arena_strdup(arena, good);

	for (char *p = upper; *p; p++)
		if (*p >= 'a')
			*p = (char)(*p - 'a' + 'A');
	ck_assert_str_ne(upper, good);
	ck_assert_int_eq(verify_at(NOW_S, q, upper), -1);
	ck_assert_int_eq(verify_at(NOW_S, q, ""), -1);
	ck_assert_int_eq(verify_at(NOW_S, q,
		arena_printf(arena, "%s0", good)), -1);
	ck_assert_int_eq(verify_at(NOW_S, q,
		arena_strndup(arena, good, 63)), -1);
	ck_assert_int_eq(verify_at(NOW_S, q,
		arena_printf(arena, "%s&hmac=%s", good, good)), -1);
	assert_failed(XN_BAD_INPUT, "hmac: given twice");
}
END_TEST

START_TEST(has_a_window)
{
	static const struct {
		const char *timestamp;
		int64_t now_s;
		enum xn_code code;
	} cases[] = {
		{ "1337178173", NOW_S - 90, XN_OK },
		{ "1337178173", NOW_S + 90, XN_OK },
		{ "1337178173", NOW_S - 91, XN_UNAUTHENTICATED },
		{ "1337178173", NOW_S + 91, XN_UNAUTHENTICATED },
		{ "999999999999999999", NOW_S, XN_UNAUTHENTICATED },
		{ "9999999999999999999", NOW_S, XN_BAD_INPUT },
		{ "-1337178173", NOW_S, XN_BAD_INPUT },
		{ "1337178173.5", NOW_S, XN_BAD_INPUT },
		{ "1337178173%20", NOW_S, XN_BAD_INPUT },
		{ "", NOW_S, XN_BAD_INPUT },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *q = arena_printf(arena, "timestamp=%s",
					     cases[i].timestamp);
		int rc;

		err = (struct xn_error){ 0 };
		rc = verify_at(cases[i].now_s, q, sign(SECRET, q));
		ck_assert_msg(err.code == cases[i].code, "%s: %s", q,
			      err.text);
		ck_assert_int_eq(rc, cases[i].code ? -1 : 0);
		if (rc)
			ck_assert_str_eq(err.field, "timestamp");
	}
	ck_assert_int_eq(verify_at(NOW_S, "a=1", sign(SECRET, "a=1")), -1);
	assert_failed(XN_BAD_INPUT, "timestamp: missing");
}
END_TEST

START_TEST(nothing_is_signed_without_a_secret)
{
	static const struct conf none = { 0 };
	const char *q = "timestamp=1337178173";

	ck_assert_int_eq(oauth_query_verify(&none, arena,
		arena_printf(arena, "%s&hmac=%s", q, sign("x", q)),
		NOW_S * CLOCK_SECOND_US, &err), -1);
	assert_failed(XN_UNAUTHENTICATED, "invalid signature");
	ck_assert_int_eq(oauth_query_verify(&conf, arena, q,
		NOW_S * CLOCK_SECOND_US, &err), -1);
	assert_failed(XN_BAD_INPUT, "hmac: missing");
}
END_TEST

START_TEST(sorts_a_bounded_number)
{
	struct buf q;

	buf_init(&q, arena);
	buf_adds(&q, "timestamp=1337178173");
	for (int i = 10; i < 73; i++)
		buf_printf(&q, "&z%d=", i);
	ck_assert_int_eq(verify_at(NOW_S, buf_text(&q), "x"), -1);
	assert_failed(XN_BAD_INPUT, "too many parameters");
}
END_TEST

START_TEST(a_shop_is_a_domain)
{
	static const struct {
		const char *query, *domain;
	} cases[] = {
		{ "shop=x.myshopify.com", "x.myshopify.com" },
		{ "a=b&shop=X-1.MyShopify.com", "x-1.myshopify.com" },
		{ "shop=https://x.myshopify.com", NULL },
		{ "shop=x.myshopify.com/", NULL },
		{ "shop=x.myshopify.com%0a", NULL },
		{ "shop=x.myshopify.com%00", NULL },
		{ "shop=+x.myshopify.com", NULL },
		{ "shop=x.myshopify.com&shop=x.myshopify.com", NULL },
		{ "shop=", NULL },
		{ "shops=x.myshopify.com", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *domain = NULL;
		int rc = oauth_query_shop(arena, cases[i].query, &domain,
					  &err);

		ck_assert_msg(rc == (cases[i].domain ? 0 : -1), "%s",
			      cases[i].query);
		if (rc)
			ck_assert_str_eq(err.field, "shop");
		else
			ck_assert_str_eq(domain, cases[i].domain);
	}
}
END_TEST

TEST_MAIN("oauth_query", signs_sorted_raw_pairs,
	  takes_one_spelling_of_a_signature, has_a_window,
	  nothing_is_signed_without_a_secret, sorts_a_bounded_number,
	  a_shop_is_a_domain)
