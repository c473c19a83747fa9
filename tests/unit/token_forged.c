#include <string.h>

#include "token_helpers.h"

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
		{ "\"role\":\"owner\",", "" },
		{ "\"role\":\"owner\"", "\"role\":\"\"" },
		{ "\"sid\":\"9\",", "" },
		{ "\"sid\":\"9\"", "\"sid\":9" },
		{ "\"iss\":\"xeno\",", "" }, { "\"xeno\"", "\"Xeno\"" },
		{ "\"aud\":\"xeno-api\",", "" },
		{ "\"aud\":\"xeno-api\"", "\"aud\":[\"xeno-api\"]" },
		{ "\"aud\":\"xeno-api\"", "\"aud\":\"other\"" },
		{ "\"sub\":\"12\",", "" },
		{ "\"12\",\"iat\"", "\"13\",\"iat\"" },
		{ "\"12\",\"iat\"", "12,\"iat\"" },
		{ "\"iat\":1700000000,", "" },
		{ "\"iat\":1700000000", "\"iat\":\"1700000000\"" },
		{ "\"iat\":1700000000", "\"iat\":1700000000.0" },
		{ "\"iat\":1700000000", "\"iat\":1700000901" },
		{ "\"iat\":1700000000", "\"iat\":-1" },
		{ "\"iat\":1700000000,\"exp\":1700000900",
		  "\"iat\":1700000050,\"exp\":1700000049" },
		{ ",\"exp\":1700000900", "" },
		{ "\"exp\":1700000900", "\"exp\":\"1700000900\"" },
		{ "\"exp\":1700000900", "\"exp\":1.8e9" },
		{ "\"exp\":1700000900", "\"exp\":true" },
		{ "\"exp\":1700000900", "\"exp\":9223372036854775807" },
		{ "\"exp\":1700000900", "\"exp\":92233720368547758070" },
		{ "\"exp\":1700000900", "\"exp\":1700000900,\"nbf\":\"1\"" },
		{ "\"exp\":1700000900", "\"exp\":1700000900,\"nbf\":null" },
		{ "\"exp\":1700000900",
		  "\"exp\":1700000900,\"nbf\":1800000000" },
		{ "}", "" }, { "}", "}}" }, { BODY, "" }, { BODY, "[]" },
	};

	begin();
	ck_assert_int_eq(verify(forge(HEADER, BODY)), 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(forge(HEADER, with(cases[i][0], cases[i][1])),
			       cases[i][1]);
}
END_TEST

START_TEST(times_have_a_leeway)
{
	const char *text, *later;

	begin();
	text = issue("a@b.co", "7");
	later = forge(HEADER, "{\"userId\":\"12\",\"email\":\"a@b.co\","
		      "\"storeId\":null,\"tenantId\":\"42\","
		      "\"role\":\"owner\",\"sid\":\"9\",\"iss\":\"xeno\","
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
	memset(huge, '?', 120);		/* \u003f: a long text, short claims */
	huge[120] = '\0';
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(verify(issue(huge, "7")), 0);
		ck_assert_str_eq(claims.email, huge);
	}
	big = issue(arena_printf(arena, "%01200d@b.co", 1), "7");
	ck_assert_uint_lt(strlen(big), TOKEN_MAX_BYTES);
	ck_assert_int_eq(verify(big), 0);
	big = forge(HEADER, with("a@b.co", arena_printf(arena, "%01500d", 1)));
	ck_assert_uint_gt(strlen(big), TOKEN_MAX_BYTES);
	assert_refused(big, "a good token of more than 2 kB");
	assert_refused(forge(HEADER, arena_printf(arena, "%.*s", 1200,
		huge + 1000)), "a text that is not JSON");
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

TEST_MAIN("token_forged", pins_the_header, checks_every_claim,
	  times_have_a_leeway, notices_every_changed_character,
	  refuses_another_key_and_no_signature, is_bounded,
	  many_tokens_share_the_memory)
