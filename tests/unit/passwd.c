#include <string.h>

#include "wrap/passwd.h"

#include "test.h"

#define EMAIL "mary.shelley@example.com"
#define COST 4

START_TEST(verifies_what_it_hashes)
{
	const char *hash = passwd_hash(arena, "correct horse", COST, &err);
	const char *again = passwd_hash(arena, "correct horse", COST, &err);

	ck_assert_ptr_nonnull(hash);
	ck_assert_uint_eq(strlen(hash), 60);
	ck_assert_mem_eq(hash, "$2b$04$", 7);
	ck_assert_str_ne(hash, again);
	ck_assert(passwd_verify("correct horse", hash));
	ck_assert(!passwd_verify("correct horsf", hash));
	ck_assert(!passwd_verify("correct hors", hash));
	ck_assert(!passwd_verify("correct horse ", hash));
	ck_assert(!passwd_verify("", hash));
}
END_TEST

START_TEST(knows_hashes_of_others)
{
	/* crypt_blowfish's test vectors. */
	static const char *const good[][2] = {
		{ "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4"
		  "YMJKvyOeW" },
		{ "U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4"
		  "YMJKvyOeW" },
		{ "U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4"
		  "YMJKvyOeW" },
		{ "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx"
		  "7pLYAy0lwK" },
	};

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		ck_assert(passwd_verify(good[i][0], good[i][1]));
		ck_assert(!passwd_verify("U*V", good[i][1]));
	}
}
END_TEST

START_TEST(takes_no_other_kind_of_hash)
{
	static const char *const bad[] = {
		/* Good ones of "U*U", of kinds that are not taken. */
		"$6$saltsalt$Gyietdg4VSA4kbw1r9MQ8NoH4SzU"
		"JHgYu8xH9KHTcCsOXSDz/q8rT2Q.7TpFVRt0wLu3QHCmBZyrUH6EKsZ3./",
		"$5$saltsalt$OMy5aWo4z28SrY9VJsycnRm.r3aGU2qS9f1uej2OER/",
		"$1$saltsalt$eCO9Xe85XuPs3sRCW8ErV1",
		"", "*", "*0", "x", "!", "U*U", "$", "$2", "$2$", "$2x$05$"
		"/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
		"$1$deadbeef$0Huu6KHrKLVWfqa4WljDE0",
		"$5$rounds=1000$saltsalt$", "$6$saltsalt$", "$7$", "$gy$j9T$",
		"$md5$", "$sha1$1$a$", "_J9..CCCCXBrJUJV154M", "CCNf8Sbh3HDfQ",
		"$3$$8846f7eaee8fb117ad06bdd830b7586c",
		"$2b$", "$2b$05$", "$2b$99$CCCCCCCCCCCCCCCCCCCCC.",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWx",
		"$y$", "$y$j9T$", " $2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGy"
		"h0XouQYb4YMJKvyOeW",
	};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!passwd_verify("U*U", bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(refuses_what_bcrypt_would_cut)
{
	char longest[74];
	const char *hash;

	memset(longest, 'a', sizeof(longest));
	longest[72] = '\0';
	hash = passwd_hash(arena, longest, COST, &err);
	ck_assert_ptr_nonnull(hash);
	ck_assert(passwd_verify(longest, hash));
	longest[72] = 'b';
	longest[73] = '\0';
	ck_assert(!passwd_verify(longest, hash));
	ck_assert_ptr_null(passwd_hash(arena, longest, COST, &err));
	assert_failed(XN_REFUSED, "password: longer than 72 bytes");
	ck_assert_str_eq(err.field, "password");
}
END_TEST

START_TEST(refuses_a_cost_that_is_none)
{
	static const int costs[] = { -1, 0, 3, 32, 100 };

	for (size_t i = 0; i < COUNT_OF(costs); i++) {
		/* libxcrypt takes 0 for its default, which is not ours. */
		const char *hash = passwd_hash(arena, "x", costs[i], &err);

		ck_assert_msg(!hash, "cost %d: %s", costs[i], hash);
		ck_assert_int_eq(err.code, XN_INTERNAL);
	}
}
END_TEST

START_TEST(knows_when_to_hash_again)
{
	const char *hash = passwd_hash(arena, "x", 5, &err);

	ck_assert(!passwd_needs_rehash(hash, 5));
	ck_assert(passwd_needs_rehash(hash, 6));
	ck_assert(passwd_needs_rehash(hash, 4));
	ck_assert(passwd_needs_rehash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.", 5));
	ck_assert(passwd_needs_rehash("$y$j9T$", 5));
	ck_assert(passwd_needs_rehash("", 5));
}
END_TEST

static double milliseconds(clock_t from)
{
	return (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
}

/* Processor time of this process, so a busy machine does not matter. */
START_TEST(burns_what_a_verification_costs)
{
	const char *hash = passwd_hash(arena, "x", 9, &err);
	double verified, burnt;
	clock_t start = clock();

	for (int i = 0; i < 8; i++)
		passwd_verify("some password", hash);
	verified = milliseconds(start);
	start = clock();
	for (int i = 0; i < 8; i++)
		passwd_burn("some password", 9);
	burnt = milliseconds(start);
	ck_assert_msg(burnt > verified * 0.6 && burnt < verified * 1.6,
		      "%.1f ms against %.1f ms", burnt, verified);
}
END_TEST

START_TEST(strength)
{
	static const struct { const char *password, *why; } cases[] = {
		{ "", "shorter than 8 characters" },
		{ "a1b2c3d", "shorter than 8 characters" },
		{ "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac",
		  "shorter than 8 characters" },
		{ "aaaaaaaa", "one of the first that would be guessed" },
		{ "AaAaAaAa", "one of the first that would be guessed" },
		{ "12345678", "one of the first that would be guessed" },
		{ "1234567890", "one of the first that would be guessed" },
		{ "87654321", "one of the first that would be guessed" },
		{ "abcdefgh", "one of the first that would be guessed" },
		{ "abababab", "one of the first that would be guessed" },
		{ "abcabcab", "one of the first that would be guessed" },
		{ "pass1234pass1234", NULL },
		{ "passpass", "one of the first that would be guessed" },
		{ "Password", "one of the first that would be guessed" },
		{ "PASSWORD123", "one of the first that would be guessed" },
		{ "qwertyuiop", "one of the first that would be guessed" },
		{ "iloveyou", "one of the first that would be guessed" },
		{ "mary.shelley", "contains the e-mail address" },
		{ "xxMary.Shelley1818", "contains the e-mail address" },
		{ "\xff" "abcdefgh", "not UTF-8" },
		{ "correct horse", NULL }, { "Tr0ub4dor&3", NULL },
		{ "12345679", NULL }, { "gr\xc3\xbc\xc3\x9f gott", NULL },
		{ "shelley1818", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *password = cases[i].password, *why = cases[i].why;
		int rc = passwd_check_strength(password, EMAIL, &err);

		ck_assert_msg(rc == (why ? -1 : 0), "%s", password);
		if (!why)
			continue;
		assert_failed(XN_REFUSED,
			      arena_printf(arena, "password: %s", why));
		ck_assert_str_eq(err.field, "password");
	}
	ck_assert_int_eq(passwd_check_strength(
		"0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789ABC"
		"DEF012345678", EMAIL, &err), -1);
	assert_failed(XN_REFUSED, "password: longer than 72 bytes");
	/* A short name is part of too much else to forbid it. */
	ck_assert_int_eq(passwd_check_strength("bobsleighs", "bob@b.co", &err),
			 0);
}
END_TEST

TEST_MAIN("passwd", verifies_what_it_hashes, knows_hashes_of_others,
	  takes_no_other_kind_of_hash, refuses_what_bcrypt_would_cut,
	  refuses_a_cost_that_is_none, knows_when_to_hash_again,
	  burns_what_a_verification_costs, strength)
