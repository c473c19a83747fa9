#include <string.h>

#include "base/buf.h"

#include "token_helpers.h"

START_TEST(verifies_what_it_issues)
{
	begin();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(verify(issue("a@b.co", "7")), 0);
		ck_assert_str_eq(claims.user_id, "12");
		ck_assert_str_eq(claims.email, "a@b.co");
		ck_assert_str_eq(claims.store_id, "7");
		ck_assert_str_eq(claims.tenant_id, "42");
		ck_assert_str_eq(claims.role, "owner");
		ck_assert_str_eq(claims.session_id, "9");
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
		{ "", "a@b.co", "7", "42", "owner", "9", 0, 0 },
		{ NULL, "a@b.co", "7", "42", "owner", "9", 0, 0 },
		{ "12", "", "7", "42", "owner", "9", 0, 0 },
		{ "12", "a@b.co", "", "42", "owner", "9", 0, 0 },
		{ "12", "a@b.co", "7", "", "owner", "9", 0, 0 },
		{ "12", "\xff", "7", "42", "owner", "9", 0, 0 },
		{ "12", "a@b.co", "7", "42", "", "9", 0, 0 },
		{ "12", "a@b.co", "7", "42", "owner", NULL, 0, 0 },
		{ "12", longest, "7", "42", "owner", "9", 0, 0 },
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

TEST_MAIN("token", verifies_what_it_issues, issues_the_text_others_would,
	  payload_suits_atob, any_email_comes_back, refuses_to_issue,
	  refuses_any_other_form, needs_a_long_key)
