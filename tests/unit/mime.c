#include <string.h>

#include "base/hex.h"
#include "base/mime.h"

#include "test.h"

static struct arena *a;

static const char *header(const char *words)
{
	struct buf out;

	buf_init(&out, a);
	mime_print_header(&out, "Subject", words);
	return buf_text(&out);
}

/* What a reader makes of the encoded words. */
static const char *decoded(const char *line)
{
	struct buf out;

	buf_init(&out, a);
	while ((line = strstr(line, "=?UTF-8?B?")) != NULL) {
		const char *end = strstr(line += 10, "?=");
		size_t n;

		ck_assert(end && end - line <= 52);
		buf_reserve(&out, 64);
		ck_assert_int_eq(base64_decode(line, (size_t)(end - line),
					       out.data + out.len, &n), 0);
		out.len += n;
	}
	return buf_text(&out);
}

START_TEST(headers)
{
	static const char *const words[] = {
		"Gr\xc3\xbc\xc3\x9f" "e", "=?x?=", " blank first", "",
		"a long line of plain words that would not fit into"
		" a line of seventy-eight characters by any means",
		"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
		"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
		"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
		"x\xe2\x82\xac\xe2\x82\xac",
	};

	a = arena_new(1024);
	ck_assert_str_eq(header("plain: words"), "Subject: plain: words\r\n");
	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_str_eq(decoded(header(words[i])), words[i]);
	/* No word of anybody's begins another header. */
	ck_assert_str_eq(decoded(header("a\r\nBcc: b@example.com\x7f")),
			 "a  Bcc: b@example.com ");
	for (const char *p = header("a\r\nb\nc"); *p; p++)
		if (*p == '\n')
			ck_assert(p[1] == '\0' || p[1] == ' ');
	arena_free(a);
}
END_TEST

START_TEST(addresses)
{
	static const struct { const char *text, *name, *address; } cases[] = {
		{ "a@example.com", NULL, "a@example.com" },
		{ "<a@example.com>", NULL, "a@example.com" },
		{ "Xeno <a@example.com>", "Xeno", "a@example.com" },
		{ "\"X, Y\" <a@example.com>", "X, Y", "a@example.com" },
		{ "a", NULL, NULL }, { "X <a@example.com", NULL, NULL },
		{ "X <a@example.com> y", NULL, NULL },
		{ "X <a@example.com\r\n>", NULL, NULL }, { "", NULL, NULL },
	};
	const char *name, *address;

	a = arena_new(1024);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int rc = mime_parse_address(a, cases[i].text, &name, &address);

		ck_assert_int_eq(rc, cases[i].address ? 0 : -1);
		if (rc)
			continue;
		ck_assert_str_eq(address, cases[i].address);
		ck_assert_pstr_eq(name, cases[i].name);
	}
	arena_free(a);
}
END_TEST

START_TEST(whole)
{
	struct buf out;
	const char *text;

	a = arena_new(1024);
	buf_init(&out, a);
	mime_print(&out, &(struct mime_mail){
		.from = "x@example.com", .from_name = "Xeno",
		.to = "a@example.com", .subject = "s",
		.date_us = INT64_C(1764316800000000), .id = "1@x",
		.unsubscribe_url = "https://x/y", .text = "a\nb\n",
		.html = "<p>a" });
	text = buf_text(&out);
	ck_assert_ptr_nonnull(strstr(text,
		"Date: Fri, 28 Nov 2025 08:00:00 +0000\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "From: =?UTF-8?B?WGVubw==?=\r\n"
				     " <x@example.com>\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "\r\n\r\nYQ0KYg0K\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "List-Unsubscribe: <https://x/y>"
		"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "\r\n--=_xeno_=--\r\n"));
	arena_free(a);
}
END_TEST

START_TEST(html)
{
	struct buf out;

	a = arena_new(1024);
	buf_init(&out, a);
	mime_escape_html(&out, "<a href='x'>\"&\"\xc3\xa9");
	ck_assert_str_eq(buf_text(&out), "&lt;a href=&#39;x&#39;&gt;"
			 "&quot;&amp;&quot;\xc3\xa9");
	arena_free(a);
}
END_TEST

TEST_MAIN("mime", headers, addresses, whole, html)
