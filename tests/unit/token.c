#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/text.h"
#include "wrap/seal.h"
#include "wrap/token.h"

#include "test.h"

#define SECRET "0123456789abcdef0123456789abcdef"
#define NOW INT64_C(1700000000)
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define BODY "{\"userId\":\"12\",\"email\":\"a@b.co\",\"storeId\":\"7\"," \
	"\"tenantId\":\"42\",\"iss\":\"xeno\",\"aud\":\"xeno-api\"," \
	"\"sub\":\"12\",\"iat\":1700000000,\"exp\":1700000900}"

static struct token_key key;
static struct token_claims claims;

static void begin(void)
{
	ck_assert_int_eq(token_key_init(&key, SECRET, seal_hmac_sha256, &err),
			 0);
}

static int verify_at(const char *text, int64_t now_s)
{
	return token_verify(arena, &key, text, strlen(text), now_s, &claims,
			    &err);
}

static int verify(const char *text)
{
	return verify_at(text, NOW);
}

static void assert_refused(const char *text, const char *what)
{
	err.code = XN_OK;
	/* Twice: what was refused is not remembered as good. */
	for (int i = 0; i < 2; i++)
		ck_assert_msg(verify(text) == -1, "%s", what);
	assert_failed(XN_UNAUTHENTICATED, "Invalid or expired token");
}

/* A token of any header and payload, signed with the good key. */
static const char *forge(const char *header, const char *body)
{
	unsigned char digest[32];
	char *text = arena_alloc(arena, BASE64_SIZE(strlen(header)) +
				 BASE64_SIZE(strlen(body)) + 64), *p = text;

	p += base64url_encode(header, strlen(header), p);
	*p++ = '.';
	p += base64url_encode(body, strlen(body), p);
	seal_hmac_sha256(SECRET, strlen(SECRET), text, (size_t)(p - text),
			 digest);
	*p++ = '.';
	base64url_encode(digest, sizeof(digest), p);
	return text;
}

static const char *issue(const char *email, const char *store_id)
{
	const struct token_claims c = { "12", email, store_id, "42", 0, 0 };
	const char *text = token_issue(arena, &key, &c, NOW, 900, &err);

	ck_assert_ptr_nonnull(text);
	return text;
}

START_TEST(verifies_what_it_issues)
{
	begin();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(verify(issue("a@b.co", "7")), 0);
		ck_assert_str_eq(claims.user_id, "12");
		ck_assert_str_eq(claims.email, "a@b.co");
		ck_assert_str_eq(claims.store_id, "7");
		ck_assert_str_eq(claims.tenant_id, "42");
		ck_assert_int_eq(claims.issued_s, NOW);
		ck_assert_int_eq(claims.expires_s, NOW + 900);
		ck_assert_int_eq(verify(issue("a@b.co", NULL)), 0);
		ck_assert_ptr_null(claims.store_id);
	}
	/* The claims do not live in the token's text, nor in a memory. */
	arena_reset(arena);
	ck_assert_int_eq(verify(issue("other@b.co", "8")), 0);
	ck_assert_str_eq(claims.email, "other@b.co");
}
END_TEST

START_TEST(issues_the_text_others_would)
{
	begin();
	ck_assert_str_eq(issue("a@b.co", "7"), forge(HEADER, BODY));
}
END_TEST

static const char *payload_of(const char *text)
{
	const char *first = strchr(text, '.') + 1;
	size_t len = strcspn(first, "."), n;
	char *json = arena_alloc(arena, len + 1);

	ck_assert_ptr_null(memchr(first, '-', len));
	ck_assert_ptr_null(memchr(first, '_', len));
	/* Standard base64 reads it, as atob() does. */
	while (len % 4) {
		first = arena_printf(arena, "%.*s=", (int)len, first);
		len++;
	}
	ck_assert_int_eq(base64_decode(first, len, json, &n), 0);
	json[n] = '\0';
	return json;
}

START_TEST(payload_suits_atob)
{
	static const struct { const char *email, *json; } cases[] = {
		{ "a?b@c.de", "a\\u003fb@c.de" },
		{ "~~@c.de", "\\u007e\\u007e@c.de" },
		{ ">@c.de", "\\u003e@c.de" },
		{ "\"\\\x01\x7f@c.de", "\\u0022\\u005c\\u0001\\u007f@c.de" },
		{ "\xc3\xa9@c.de", "\\u00e9@c.de" },
		{ "\xe2\x82\xac@c.de", "\\u20ac@c.de" },
		{ "\xf0\x9f\x98\x80@c.de", "\\ud83d\\ude00@c.de" },
		{ "\xf4\x8f\xbf\xbf@c.de", "\\udbff\\udfff@c.de" },
	};

	begin();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *text = issue(cases[i].email, "7");

		ck_assert_ptr_nonnull(strstr(payload_of(text),
			arena_printf(arena, "\"email\":\"%s\"",
				     cases[i].json)));
		ck_assert_int_eq(verify(text), 0);
		ck_assert_str_eq(claims.email, cases[i].email);
	}
}
END_TEST

START_TEST(any_email_comes_back)
{
	struct test_random random = test_random_new("token");

	begin();
	for (int round = 0; round < 2000; round++) {
		struct buf email;

		buf_init(&email, arena);
		for (uint64_t n = 1 + test_random_below(&random, 40); n; n--) {
			unsigned c = 1 + (unsigned)test_random_below(&random,
				round % 2 ? 0x7f : 0x7ff);

			if (c < 0x80) {
				buf_addc(&email, (char)c);
			} else {
				buf_addc(&email, (char)(0xc0 | c >> 6));
				buf_addc(&email, (char)(0x80 | (c & 63)));
			}
		}
		buf_text(&email);
		payload_of(issue(email.data, "7"));
		ck_assert_int_eq(verify(issue(email.data, "7")), 0);
		ck_assert_str_eq(claims.email, email.data);
		arena_reset(arena);
	}
}
END_TEST

START_TEST(refuses_to_issue)
{
	char *longest = arena_alloc(arena, 3000);
	const struct token_claims cases[] = {
		{ "", "a@b.co", "7", "42", 0, 0 },
		{ NULL, "a@b.co", "7", "42", 0, 0 },
		{ "12", "", "7", "42", 0, 0 },
		{ "12", "a@b.co", "", "42", 0, 0 },
		{ "12", "a@b.co", "7", "", 0, 0 },
		{ "12", "\xff", "7", "42", 0, 0 },
		{ "12", longest, "7", "42", 0, 0 },
	};

	begin();
	memset(longest, 'a', 2999);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_ptr_null(token_issue(arena, &key, &cases[i], NOW,
					       900, &err));
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
	}
}
END_TEST

START_TEST(times_have_a_leeway)
{
	const char *text, *later;

	begin();
	text = issue("a@b.co", "7");
	later = forge(HEADER, "{\"userId\":\"12\",\"email\":\"a@b.co\","
		      "\"storeId\":null,\"tenantId\":\"42\",\"iss\":\"xeno\","
		      "\"aud\":\"xeno-api\",\"sub\":\"12\",\"iat\":1700000000,"
		      "\"exp\":1700000900,\"nbf\":1700000500}");
	/* The second round meets a memory of the first. */
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(verify_at(text, NOW + 900 + 59), 0);
		ck_assert_int_eq(verify_at(text, NOW + 900 + 60), -1);
		ck_assert_int_eq(verify_at(text, NOW - 60), 0);
		ck_assert_int_eq(verify_at(text, NOW - 61), -1);
		ck_assert_int_eq(verify_at(later, NOW + 500 - 60), 0);
		ck_assert_int_eq(verify_at(later, NOW + 500 - 61), -1);
	}
}
END_TEST

START_TEST(pins_the_header)
{
	static const char *const headers[] = {
		"{\"alg\":\"none\",\"typ\":\"JWT\"}", "{\"alg\":\"none\"}",
		"{\"alg\":\"HS384\",\"typ\":\"JWT\"}",
		"{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
		"{\"alg\":\"hs256\",\"typ\":\"JWT\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
		"{\"alg\":\"HS256\"}", "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"1\"}",
		"{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"JWT\"}",
		"{\"alg\": \"HS256\",\"typ\":\"JWT\"}", "{}", "",
	};

	begin();
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		assert_refused(forge(headers[i], BODY), headers[i]);
}
END_TEST

/* One member of BODY replaced by another text, or taken away. */
static const char *with(const char *member, const char *instead)
{
	const char *at = strstr(BODY, member);

	ck_assert_ptr_nonnull(at);
	return arena_printf(arena, "%.*s%s%s", (int)(at - BODY), BODY, instead,
			    at + strlen(member));
}

START_TEST(checks_every_claim)
{
	static const char *const cases[][2] = {
		{ "\"userId\":\"12\",", "" },
		{ "\"userId\":\"12\"", "\"userId\":12" },
		{ "\"userId\":\"12\"", "\"userId\":\"\"" },
		{ "\"userId\":\"12\"", "\"userId\":null" },
		{ "\"userId\":\"12\"", "\"userId\":\"13\"" },
		{ "\"email\":\"a@b.co\",", "" },
		{ "\"email\":\"a@b.co\"", "\"email\":[\"a@b.co\"]" },
		{ "\"email\":\"a@b.co\"", "\"email\":\"a\\u0000b\"" },
		{ "\"email\":\"a@b.co\"", "\"email\":\"\xff\"" },
		{ "\"storeId\":\"7\",", "" },
		{ "\"storeId\":\"7\"", "\"storeId\":7" },
		{ "\"storeId\":\"7\"", "\"storeId\":\"\"" },
		{ "\"storeId\":\"7\"", "\"storeId\":false" },
		{ "\"tenantId\":\"42\",", "" },
		{ "\"tenantId\":\"42\"", "\"tenantId\":42" },
		{ "\"iss\":\"xeno\",", "" },
		{ "\"iss\":\"xeno\"", "\"iss\":\"Xeno\"" },
		{ "\"aud\":\"xeno-api\",", "" },
		{ "\"aud\":\"xeno-api\"", "\"aud\":[\"xeno-api\"]" },
		{ "\"aud\":\"xeno-api\"", "\"aud\":\"other\"" },
		{ "\"sub\":\"12\",", "" },
		{ "\"sub\":\"12\"", "\"sub\":\"13\"" },
		{ "\"sub\":\"12\"", "\"sub\":12" },
		{ "\"iat\":1700000000,", "" },
		{ "\"iat\":1700000000", "\"iat\":\"1700000000\"" },
		{ "\"iat\":1700000000", "\"iat\":1700000000.0" },
		{ "\"iat\":1700000000", "\"iat\":1700000901" },
		{ "\"iat\":1700000000", "\"iat\":-1" },
		{ ",\"exp\":1700000900", "" },
		{ "\"exp\":1700000900", "\"exp\":\"1700000900\"" },
		{ "\"exp\":1700000900", "\"exp\":1.8e9" },
		{ "\"exp\":1700000900", "\"exp\":true" },
		{ "\"exp\":1700000900", "\"exp\":9223372036854775807" },
		{ "\"exp\":1700000900", "\"exp\":92233720368547758070" },
		{ "\"exp\":1700000900", "\"exp\":1700000900,\"nbf\":\"1\"" },
		{ "\"exp\":1700000900", "\"exp\":1700000900,\"nbf\":null" },
		{ "\"exp\":1700000900", "\"exp\":1700000900,\"nbf\":1800000000" },
		{ "}", "" }, { "}", "}}" }, { BODY, "" }, { BODY, "[]" },
		{ BODY, "null" }, { BODY, "\"a\"" },
	};

	begin();
	ck_assert_int_eq(verify(forge(HEADER, BODY)), 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(forge(HEADER, with(cases[i][0], cases[i][1])),
			       cases[i][1]);
}
END_TEST

START_TEST(refuses_any_other_form)
{
	const char *good, *dot;
	char *copy;

	begin();
	good = issue("a@b.co", "7");
	dot = strrchr(good, '.');
	assert_refused("", "nothing");
	assert_refused(".", "a dot");
	assert_refused("..", "two dots");
	assert_refused(arena_printf(arena, "%s.", good), "a third dot");
	assert_refused(arena_printf(arena, "%s.a", good), "a fourth part");
	assert_refused(arena_printf(arena, "%s=", good), "padding");
	assert_refused(arena_printf(arena, " %s", good), "a space before");
	assert_refused(arena_printf(arena, "%s\n", good), "a line end");
	assert_refused(arena_printf(arena, "%.*s", (int)(dot - good), good),
		       "no signature");
	assert_refused(arena_printf(arena, "%.*s", (int)(dot - good) + 1,
				    good), "an empty signature");
	assert_refused(arena_printf(arena, "%.*s", (int)strlen(good) - 1,
				    good), "a short signature");
	copy = arena_strdup(arena, good);
	copy[40] = '+';
	assert_refused(copy, "the other alphabet");
	ck_assert_int_eq(token_verify(arena, &key, good, strlen(good) + 1,
				      NOW, &claims, &err), -1);
}
END_TEST

START_TEST(notices_every_changed_character)
{
	const char *good;

	begin();
	good = issue("a@b.co", "7");
	ck_assert_int_eq(verify(good), 0);	/* and is remembered */
	for (size_t i = 0; i < strlen(good); i++) {
		char *copy = arena_strdup(arena, good);

		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		assert_refused(copy, copy);
	}
}
END_TEST

START_TEST(refuses_another_key_and_no_signature)
{
	struct token_key other;
	const char *good;

	begin();
	ck_assert_int_eq(token_key_init(&other, SECRET "x", seal_hmac_sha256,
					&err), 0);
	good = issue("a@b.co", "7");
	ck_assert_int_eq(verify(good), 0);	/* and is remembered */
	ck_assert_int_eq(token_verify(arena, &other, good, strlen(good), NOW,
				      &claims, &err), -1);
	assert_refused(arena_printf(arena, "%.*s.%.43s",
				    (int)(strrchr(good, '.') - good), good,
				    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
				    "AAA"), "a signature of zeros");
}
END_TEST

START_TEST(is_bounded)
{
	size_t len = (size_t)9 << 20;
	char *huge = arena_alloc_raw(arena, len + 1);
	const char *big;

	begin();
	memset(huge, 'A', len);
	huge[len] = '\0';
	assert_refused(huge, "nine megabytes");
	memcpy(huge, issue("a@b.co", "7"), 60);
	assert_refused(huge, "nine megabytes after our header");
	/* Good and too long for a memory, good and at the limit. */
	big = issue(arena_printf(arena, "%0500d@b.co", 1), "7");
	ck_assert_int_eq(verify(big), 0);
	ck_assert_int_eq(verify(big), 0);
	big = issue(arena_printf(arena, "%01200d@b.co", 1), "7");
	ck_assert_uint_lt(strlen(big), TOKEN_MAX_BYTES);
	ck_assert_int_eq(verify(big), 0);
	big = forge(HEADER, with("a@b.co", arena_printf(arena, "%01500d", 1)));
	ck_assert_uint_gt(strlen(big), TOKEN_MAX_BYTES);
	assert_refused(big, "a good token of more than 2 kB");
	assert_refused(forge(HEADER, arena_printf(arena, "%.*s", 1200,
		huge)), "a text that is not JSON");
}
END_TEST

START_TEST(needs_a_long_key)
{
	struct token_key short_key;

	ck_assert_int_eq(token_key_init(&short_key, "", seal_hmac_sha256,
					&err), -1);
	ck_assert_int_eq(token_key_init(&short_key, &SECRET[1],
					seal_hmac_sha256, &err), -1);
	assert_failed(XN_BAD_INPUT, "jwt_secret: needs 32 bytes or more");
}
END_TEST

START_TEST(many_tokens_share_the_memory)
{
	begin();
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 500; i++) {
			char *email = arena_printf(arena, "user%d@b.co", i);

			ck_assert_int_eq(verify(issue(email, "7")), 0);
			ck_assert_str_eq(claims.email, email);
		}
}
END_TEST

TEST_MAIN("token", verifies_what_it_issues, issues_the_text_others_would,
	  payload_suits_atob, any_email_comes_back, refuses_to_issue,
	  times_have_a_leeway, pins_the_header, checks_every_claim,
	  refuses_any_other_form, notices_every_changed_character,
	  refuses_another_key_and_no_signature, is_bounded, needs_a_long_key,
	  many_tokens_share_the_memory)
