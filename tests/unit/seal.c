#include <string.h>

#include "base/hex.h"
#include "wrap/seal.h"

#include "test.h"

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ff0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
#define ROW "shop:42:7:access_token"

static struct seal_keys a_only, b_only, b_then_a;

static void keys(void)
{
	ck_assert_int_eq(seal_keys_init(&a_only, KEY_A, NULL, &err), 0);
	ck_assert_int_eq(seal_keys_init(&b_only, KEY_B, NULL, &err), 0);
	ck_assert_int_eq(seal_keys_init(&b_then_a, KEY_B, KEY_A, &err), 0);
}

static const char *hex(const unsigned char *p, size_t n)
{
	char *text = arena_alloc(arena, HEX_SIZE(n));

	hex_encode(p, n, text);
	return text;
}

START_TEST(hmac_has_the_rfc_s_examples)
{
	/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
	static const struct {
		char byte;
		size_t len;
		const char *key, *data, *want;
	} cases[] = {
		{ 0x0b, 20, NULL, "Hi There",
		  "b0344c61d8db38535ca8afceaf0bf12b"
		  "881dc200c9833da726e9376c2e32cff7" },
		{ 0, 4, "Jefe", "what do ya want for nothing?",
		  "5bdcc146bf60754e6a042426089575c7"
		  "5a003f089d2739839dec58b964ec3843" },
		{ (char)0xaa, 131, NULL, "Test Using Larger Than Block-Size "
		  "Key - Hash Key First",
		  "60e431591ee0b67f0d8a26aacbf5b77f"
		  "8e0bc6213728c5140546040f0ee37f54" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		unsigned char out[SEAL_DIGEST_SIZE];
		char key[131];

		memset(key, cases[i].byte, sizeof(key));
		if (cases[i].key)
			memcpy(key, cases[i].key, cases[i].len);
		/* Twice: the context is used again. */
		for (int again = 0; again < 2; again++) {
			seal_hmac_sha256(key, cases[i].len, cases[i].data,
					 strlen(cases[i].data), out);
			ck_assert_str_eq(hex(out, sizeof(out)),
					 cases[i].want);
		}
	}
}
END_TEST

START_TEST(digests_and_compares)
{
	unsigned char out[SEAL_DIGEST_SIZE], other[SEAL_DIGEST_SIZE];

	seal_sha256("abc", 3, out);
	ck_assert_str_eq(hex(out, sizeof(out)),
			 "ba7816bf8f01cfea414140de5dae2223"
			 "b00361a396177a9cb410ff61f20015ad");
	seal_hmac_sha256("k", 1, "", 0, out);
	ck_assert(seal_equal("abc", "abc", 3));
	ck_assert(!seal_equal("abc", "abd", 3));
	seal_random(out, sizeof(out));
	seal_random(other, sizeof(other));
	ck_assert(!seal_equal(out, other, sizeof(out)));
	seal_wipe(out, sizeof(out));
	ck_assert_int_eq(out[0] | out[31], 0);
}
END_TEST

START_TEST(opens_what_it_sealed)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 38, 1000, 100000 };

	keys();
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		unsigned char *plain = arena_alloc(arena, sizes[i] + 1);
		struct seal_bytes box, again, out;

		seal_random(plain, sizes[i]);
		box = seal_box(arena, &a_only, ROW, plain, sizes[i]);
		again = seal_box(arena, &a_only, ROW, plain, sizes[i]);
		ck_assert_uint_eq(box.len, again.len);
		ck_assert(memcmp(box.data, again.data, box.len) != 0);
		ck_assert_int_eq(seal_open(arena, &a_only, ROW, box, &out,
					   &err), 0);
		ck_assert_uint_eq(out.len, sizes[i]);
		ck_assert_mem_eq(out.data, plain, out.len);
		ck_assert_int_eq(out.data[out.len], 0);
	}
}
END_TEST

START_TEST(hides_what_it_sealed)
{
	static const char secret[] = "shpat_0123456789abcdef";
	struct seal_bytes box;

	keys();
	box = seal_box(arena, &a_only, ROW, secret, strlen(secret));
	for (size_t i = 0; i + 6 < box.len; i++)
		ck_assert(memcmp(box.data + i, "shpat_", 6) != 0);
}
END_TEST

START_TEST(does_not_open_elsewhere)
{
	static const char *const rows[] = {
		"", "shop:42:8:access_token", "shop:43:7:access_token",
		"shop:42:7:refresh_token", ROW " ",
	};
	struct seal_bytes box, out;

	keys();
	box = seal_box(arena, &a_only, ROW, "secret", 6);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		ck_assert_int_eq(seal_open(arena, &a_only, rows[i], box, &out,
					   &err), -1);
		assert_failed(XN_INTERNAL, "a stored secret does not open");
	}
	ck_assert_int_eq(seal_open(arena, &b_only, ROW, box, &out, &err), -1);
}
END_TEST

START_TEST(notices_every_changed_byte_and_every_cut)
{
	struct seal_bytes box, out, bad;
	unsigned char *copy;

	keys();
	box = seal_box(arena, &a_only, ROW, "secret", 6);
	for (size_t i = 0; i < box.len; i++) {
		copy = (unsigned char *)arena_strndup(arena,
			(const char *)box.data, box.len);
		copy[i] ^= 1;
		bad = (struct seal_bytes){ copy, box.len };
		ck_assert_msg(seal_open(arena, &a_only, ROW, bad, &out, &err)
			      == -1, "byte %zu", i);
		bad = (struct seal_bytes){ box.data, i };
		ck_assert_msg(seal_open(arena, &a_only, ROW, bad, &out, &err)
			      == -1, "length %zu", i);
	}
}
END_TEST

START_TEST(rotates_keys)
{
	struct seal_bytes old, new, out;

	keys();
	old = seal_box(arena, &a_only, ROW, "secret", 6);
	ck_assert(seal_is_current(&a_only, old));
	ck_assert(!seal_is_current(&b_then_a, old));
	ck_assert_int_eq(seal_open(arena, &b_then_a, ROW, old, &out, &err), 0);
	ck_assert_int_eq(seal_rewrap(arena, &b_then_a, ROW, old, &new, &err),
			 0);
	ck_assert(seal_is_current(&b_then_a, new));
	ck_assert_int_eq(seal_open(arena, &b_only, ROW, new, &out, &err), 0);
	ck_assert_str_eq((const char *)out.data, "secret");
	ck_assert_int_eq(seal_open(arena, &a_only, ROW, new, &out, &err), -1);
	ck_assert_int_eq(seal_rewrap(arena, &b_then_a, "shop:42:8", old, &new,
				     &err), -1);
	ck_assert_int_eq(seal_rewrap(arena, &b_only, ROW, old, &new, &err),
			 -1);
}
END_TEST

START_TEST(refuses_bad_keys)
{
	struct seal_keys k;

	ck_assert_int_eq(seal_keys_init(&k, "00", NULL, &err), -1);
	assert_failed(XN_BAD_INPUT,
		      "key_encryption_key: needs 64 hexadecimal digits");
	ck_assert_int_eq(seal_keys_init(&k, KEY_A, KEY_A "0", &err), -1);
	ck_assert_str_eq(err.field, "key_encryption_key_previous");
	ck_assert_int_eq(seal_keys_init(&k, "g" KEY_A, NULL, &err), -1);
	ck_assert_int_eq(seal_keys_init(&k, NULL, NULL, &err), -1);
}
END_TEST

TEST_MAIN("seal", hmac_has_the_rfc_s_examples, digests_and_compares,
	  opens_what_it_sealed, hides_what_it_sealed, does_not_open_elsewhere,
	  notices_every_changed_byte_and_every_cut, rotates_keys,
	  refuses_bad_keys)
