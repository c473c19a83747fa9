#include <string.h>

#include "domain/account/role.h"
#include "domain/account/scope.h"
#include "domain/account/secret.h"

#include "test.h"

#define BYTES "01234567890123456789012345678901"
#define TEXT "42_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"

START_TEST(text_comes_back)
{
	struct secret secret = { .tenant_id = 42, .row_id = 7,
				 .len = SECRET_BYTES }, back;

	memcpy(secret.bytes, BYTES, SECRET_BYTES);
	ck_assert_str_eq(secret_print(arena, &secret), TEXT);
	ck_assert_int_eq(secret_parse(TEXT, SECRET_BYTES, &back), 0);
	ck_assert_int_eq(back.tenant_id, 42);
	ck_assert_int_eq(back.row_id, 7);
	ck_assert_mem_eq(back.bytes, BYTES, SECRET_BYTES);
	/* Bytes that look like the separator do not confuse it. */
	memset(secret.bytes, 0xff, 2 * SECRET_BYTES);
	secret.len = 2 * SECRET_BYTES;
	ck_assert_int_eq(secret_parse(secret_print(arena, &secret),
				      2 * SECRET_BYTES, &back), 0);
	ck_assert_mem_eq(back.bytes, secret.bytes, 2 * SECRET_BYTES);
}
END_TEST

START_TEST(refuses_other_texts)
{
	static const char *const cases[] = {
		"", "_", "42", "42_", "42_7", "42_7_", "_7_x", "42__x",
		"0_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
		"-1_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
		"4 _7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
		"1234567890123456789_7_"
		"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
		TEXT "=", TEXT "A", TEXT " ",
		"42_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MD",
		"42_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDF",
		"42_7_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5M+E",
	};
	struct secret out;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(secret_parse(cases[i], SECRET_BYTES, &out) == -1,
			      "%s", cases[i]);
	ck_assert_int_eq(secret_parse(TEXT, 2 * SECRET_BYTES, &out), -1);
}
END_TEST

START_TEST(only_its_hash_matches)
{
	const char *hash = secret_hash(arena, BYTES, SECRET_BYTES);

	ck_assert_str_eq(secret_bytea(arena, "\x01\xff", 2), "\\x01ff");
	ck_assert_uint_eq(strlen(hash), 2 + 64);
	ck_assert(secret_matches(arena, hash, BYTES, SECRET_BYTES));
	ck_assert(!secret_matches(arena, hash, BYTES, SECRET_BYTES - 1));
	ck_assert(!secret_matches(arena, NULL, BYTES, SECRET_BYTES));
	ck_assert(!secret_matches(arena, "\\x", BYTES, SECRET_BYTES));
}
END_TEST

START_TEST(roles_and_scopes_have_names)
{
	for (int i = ROLE_READ_ONLY; i <= ROLE_OWNER; i++) {
		enum role role;

		ck_assert_int_eq(role_parse(role_name((enum role)i), &role), 0);
		ck_assert_int_eq((int)role, i);
	}
	for (int i = SCOPE_METRICS_READ; i <= SCOPE_INGEST_RUN; i++) {
		enum scope scope;

		ck_assert_int_eq(scope_parse(scope_name((enum scope)i),
					     &scope), 0);
		ck_assert_int_eq((int)scope, i);
	}
	ck_assert_int_eq(role_parse("", &(enum role){ 0 }), -1);
	ck_assert_int_eq(role_parse("Owner", &(enum role){ 0 }), -1);
	ck_assert_int_eq(scope_parse("", &(enum scope){ 0 }), -1);
	ck_assert_int_eq(scope_parse("metrics", &(enum scope){ 0 }), -1);
}
END_TEST

TEST_MAIN("secret", text_comes_back, refuses_other_texts,
	  only_its_hash_matches, roles_and_scopes_have_names)
