#include <string.h>

#include "base/text.h"

#include "test.h"

START_TEST(utf8_edges)
{
	static const struct { const char *s; bool valid; } cases[] = {
		{ "", true }, { "plain ascii, longer than eight", true },
		{ "\x7f", true }, { "\x80", false }, { "\xbf", false },
		{ "\xc0\x80", false }, { "\xc1\xbf", false },
		{ "\xc2\x80", true }, { "\xdf\xbf", true },
		{ "\xe0\x9f\xbf", false }, { "\xe0\xa0\x80", true },
		{ "\xed\x9f\xbf", true }, { "\xed\xa0\x80", false },
		{ "\xed\xbf\xbf", false }, { "\xee\x80\x80", true },
		{ "\xef\xbf\xbf", true }, { "\xf0\x8f\xbf\xbf", false },
		{ "\xf0\x90\x80\x80", true }, { "\xf4\x8f\xbf\xbf", true },
		{ "\xf4\x90\x80\x80", false }, { "\xf5\x80\x80\x80", false },
		{ "\xff", false }, { "\xc2", false }, { "\xe1\x80", false },
		{ "\xf1\x80\x80", false }, { "\xc2" "a", false },
		{ "\xe1\x80" "a", false }, { "\xf1\x80\x80" "a", false },
		{ "12345678\xc2", false }, { "1234567\xc2\xa9", true },
		{ "12345678\xe2\x82\xac" "12345678", true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(text_utf8_valid(cases[i].s, strlen(cases[i].s))
			      == cases[i].valid, "case %zu", i);
	ck_assert(text_utf8_valid("a\0b", 3));
	ck_assert_uint_eq(text_utf8_span("ab\xc2", 3), 2);
}
END_TEST

START_TEST(characters_are_counted)
{
	static const char mixed[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";

	ck_assert(!text_is_longer("", 0));
	ck_assert(text_is_longer("a", 0));
	ck_assert(!text_is_longer(mixed, 6) && !text_is_longer(mixed, 5));
	ck_assert(text_is_longer(mixed, 4) && text_is_longer(mixed, 0));
	ck_assert(!text_is_longer("\xc3\xa9", 1));
}
END_TEST

/* The definition, written down slowly: encode every number, compare. */
START_TEST(utf8_agrees_with_every_character)
{
	for (unsigned c = 0; c < 0x110000; c++) {
		char s[4];
		size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		bool surrogate = c >= 0xd800 && c < 0xe000;

		for (size_t i = len - 1, rest = c; i > 0; i--, rest >>= 6)
			s[i] = (char)(0x80 | (rest & 0x3f));
		s[0] = (char)(len == 1 ? c : ((0xf00u >> len) & 0xff) |
			      c >> (6 * (len - 1)));
		if (text_utf8_valid(s, len) == surrogate)
			ck_abort_msg("U+%04X", c);
	}
}
END_TEST

START_TEST(small_helpers)
{
	ck_assert_str_eq(text_lower_ascii(arena, "AbZ-\xc3\x84@["),
			 "abz-\xc3\x84@[");
	ck_assert(text_starts("abc", "ab") && text_starts("abc", ""));
	ck_assert(!text_starts("ab", "abc"));
	ck_assert(text_ends("abc", "bc") && text_ends("abc", ""));
	ck_assert(!text_ends("bc", "abc"));
}
END_TEST

START_TEST(emails)
{
	static const char *const good[] = {
		"a@b.co", "first.last+tag@sub.example.com", "o'neil@x-y.org",
		"1@2.3", "a@xn--bcher-kva.example",
	};
	static const char *const bad[] = {
		"", "@", "a@", "@b.co", "a", "a@b", "a@b.", "a@.b", "a@b..c",
		"a@-b.co", "a@b-.co", "a b@c.de", "a@b c.de", ".a@b.co",
		"a.@b.co", "a..b@c.de", "a@b@c.de", "\"a\"@b.co", "a@[1.2.3.4]",
		"\xc3\xa9@b.co", "a@b\xc3\xa9.co", "a@b.co\n", "a@b.co ",
		"a<b>@c.de", "a,b@c.de",
	};
	char longest[400] = "a@", local[80];

	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(text_is_email(good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!text_is_email(bad[i]), "%s", bad[i]);
	memset(local, 'a', 65);
	strcpy(local + 64, "@b.co");
	ck_assert(text_is_email(local));
	local[64] = 'a';
	strcpy(local + 65, "@b.co");
	ck_assert(!text_is_email(local));
	while (strlen(longest) < 252)
		strcat(longest, "b.");
	strcat(longest, "co");
	ck_assert_uint_eq(strlen(longest), 254);
	ck_assert(text_is_email(longest));
	strcat(longest, "m");
	ck_assert(!text_is_email(longest));
}
END_TEST

START_TEST(ids)
{
	static const char *const bad[] = {
		"", "0", "01", "-1", "+1", "1 ", " 1", "1.0", "1e3", "a",
		"1234567890123456789",
	};

	ck_assert(text_is_id("1") && text_is_id("999999999999999999"));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!text_is_id(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(percent_encoding)
{
	static const struct { const char *s, *path, *form; } cases[] = {
		{ "", "", "" }, { "abc", "abc", "abc" },
		{ "a%20b", "a b", "a b" }, { "a+b", "a+b", "a b" },
		{ "orders%2Fcreate", "orders/create", "orders/create" },
		{ "%c3%A9", "\xc3\xa9", "\xc3\xa9" },
		{ "%25%2520", "%%20", "%%20" },
		{ "%", NULL, NULL }, { "%2", NULL, NULL }, { "a%", NULL, NULL },
		{ "%2g", NULL, NULL }, { "%-1", NULL, NULL },
		{ "%00", NULL, NULL }, { "a%00b", NULL, NULL },
		{ "%c3", NULL, NULL }, { "%ff", NULL, NULL },
		{ "\xff", NULL, NULL }, { "%ed%a0%80", NULL, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *s = cases[i].s;

		ck_assert_pstr_eq(text_percent_decode(arena, s, strlen(s),
						      false), cases[i].path);
		ck_assert_pstr_eq(text_percent_decode(arena, s, strlen(s),
						      true), cases[i].form);
	}
	ck_assert_ptr_null(text_percent_decode(arena, "a\0b", 3, false));
}
END_TEST

START_TEST(percent_encoded)
{
	char all[256];

	ck_assert_str_eq(text_percent_encode(arena, ""), "");
	ck_assert_str_eq(text_percent_encode(arena, "aZ09-._~"), "aZ09-._~");
	ck_assert_str_eq(text_percent_encode(arena, "https://x.y/z?a=b&c d+"),
			 "https%3A%2F%2Fx.y%2Fz%3Fa%3Db%26c%20d%2B");
	ck_assert_str_eq(text_percent_encode(arena, "\xc3\xa9"), "%C3%A9");
	for (int i = 0; i < 127; i++)
		all[i] = (char)(i + 1);
	all[127] = '\0';
	for (int plus = 0; plus < 2; plus++) {
		const char *text = text_percent_encode(arena, all);

		ck_assert_str_eq(text_percent_decode(arena, text,
			strlen(text), plus), all);
	}
}
END_TEST

TEST_MAIN("text", utf8_edges, characters_are_counted,
	  utf8_agrees_with_every_character, small_helpers,
	  emails, ids, percent_encoding, percent_encoded)
