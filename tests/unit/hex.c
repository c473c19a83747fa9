#include <string.h>

#include "base/hex.h"

#include "test.h"

START_TEST(hex_reads_what_it_writes)
{
	unsigned char bytes[256], back[256];
	char text[HEX_SIZE(256)];

	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	hex_encode(bytes, 256, text);
	ck_assert_mem_eq(text, "000102", 6);
	ck_assert_str_eq(text + 506, "fdfeff");
	ck_assert_int_eq(hex_decode(text, 512, back), 0);
	ck_assert_mem_eq(back, bytes, 256);
	ck_assert_int_eq(hex_decode("aF", 2, back), 0);
	ck_assert_int_eq(back[0], 0xaf);
}
END_TEST

START_TEST(hex_refuses)
{
	static const char *const cases[] = { "a", "abc", "0g", "g0", " 0",
					     "0x", "\xc3\xa9" };
	unsigned char back[8];

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_int_eq(hex_decode(cases[i], strlen(cases[i]), back),
				 -1);
}
END_TEST

START_TEST(base64_has_the_rfc_s_examples)
{
	static const char *const cases[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xbf", "+/+/" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *plain = cases[i][0], *want = cases[i][1];
		char text[16];
		unsigned char back[16];
		size_t n;

		ck_assert_uint_eq(base64_encode(plain, strlen(plain), text),
				  strlen(want));
		ck_assert_str_eq(text, want);
		ck_assert_int_eq(base64_decode(want, strlen(want), back, &n),
				 0);
		ck_assert_uint_eq(n, strlen(plain));
		ck_assert_mem_eq(back, plain, n);
	}
}
END_TEST

START_TEST(base64_refuses)
{
	static const char *const cases[] = {
		"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "====",
		"=", "Zg==Zg==", "Zm9v\n", " m9v", "Zm9-", "Zm_v", "Z\xc3\xa9=",
		"Zm9vZ===",
	};
	unsigned char back[32];
	size_t n;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(base64_decode(cases[i], strlen(cases[i]), back,
					    &n) == -1, "%s", cases[i]);
	ck_assert_int_eq(base64_decode("Zm\0v", 4, back, &n), -1);
}
END_TEST

START_TEST(base64url_refuses)
{
	static const char *const cases[] = { "Z", "Zh", "Zm9", "Zg==", "Zm+v",
					     "Zm/v", "Zm9vZ" };
	unsigned char back[32];
	size_t n;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(base64url_decode(cases[i], strlen(cases[i]),
					       back, &n) == -1,
			      "%s", cases[i]);
}
END_TEST

START_TEST(both_read_what_they_write)
{
	struct test_random random = test_random_new("base64");
	unsigned char bytes[100], back[102];
	char text[BASE64_SIZE(100)];

	for (int round = 0; round < 5000; round++) {
		size_t len = test_random_below(&random, 100), n, written;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)test_random_next(&random);
		written = base64_encode(bytes, len, text);
		ck_assert_uint_eq(written, strlen(text));
		ck_assert_int_eq(base64_decode(text, written, back, &n), 0);
		ck_assert_uint_eq(n, len);
		ck_assert_mem_eq(back, bytes, n);
		written = base64url_encode(bytes, len, text);
		ck_assert_uint_eq(strcspn(text, "+/="), written);
		ck_assert_int_eq(base64url_decode(text, written, back, &n), 0);
		ck_assert_uint_eq(n, len);
		ck_assert_mem_eq(back, bytes, n);
	}
}
END_TEST

TEST_MAIN("hex", hex_reads_what_it_writes, hex_refuses,
	  base64_has_the_rfc_s_examples, base64_refuses, base64url_refuses,
	  both_read_what_they_write)
