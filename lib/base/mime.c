#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/mime.h"
#include "base/text.h"

#define LINE 76			/* of base64 (RFC 2045, 6.8) */
/* In an encoded word: 52 of base64, 64 in all; with the name 76 at most. */
#define WORD_BYTES 39

/* Plain enough to stand as it is, on one line, and not taken for a word. */
static bool is_plain(const char *name, const char *words)
{
	for (const char *p = words; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
			return false;
	return strlen(name) + 2 + strlen(words) <= 78 && *words &&
	       *words != ' ' && !text_ends(words, " ") && !strstr(words, "=?");
}

/* How many bytes of whole characters make the next word. */
static size_t word_length(const char *words)
{
	size_t n = strlen(words);

	if (n <= WORD_BYTES)
		return n;
	n = WORD_BYTES;
	while (n > 1 && ((unsigned char)words[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* One or more words, a line each. */
static void print_encoded(struct buf *out, const char *words)
{
	char clean[WORD_BYTES], code[BASE64_SIZE(WORD_BYTES)];

	do {
		size_t n = word_length(words);

		for (size_t i = 0; i < n; i++)
			clean[i] = (unsigned char)words[i] < ' ' ||
				   words[i] == 0x7f ? ' ' : words[i];
		base64_encode(clean, n, code);
		words += n;
		buf_printf(out, "=?UTF-8?B?%s?=%s", code,
			   *words ? "\r\n " : "");
	} while (*words);
}

void mime_print_header(struct buf *out, const char *name, const char *words)
{
	buf_printf(out, "%s: ", name);
	if (is_plain(name, words))
		buf_adds(out, words);
	else
		print_encoded(out, words);
	buf_adds(out, "\r\n");
}

static void print_date(struct buf *out, int64_t us)
{
	static const char *const days[] = {
		"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"
	};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	char text[32];		/* 2026-11-28T08:00:00... */
	int month;

	time_print_rfc3339(us, text);
	month = (text[5] - '0') * 10 + text[6] - '0';
	buf_printf(out, "Date: %s, %.2s %s %.4s %.8s +0000\r\n",
		   days[us / CLOCK_DAY_US % 7], text + 8, months[month - 1],
		   text, text + 11);
}

/* From, with the name as words of its own, which need no quotes then. */
static void print_from(struct buf *out, const struct mime_mail *mail)
{
	buf_adds(out, "From: ");
	if (mail->from_name) {
		print_encoded(out, mail->from_name);
		buf_adds(out, "\r\n ");
	}
	buf_printf(out, "<%s>\r\n", mail->from);
}

static void print_part(struct buf *out, const char *boundary,
		       const char *type, const char *text)
{
	struct buf lines, code;

	buf_init(&lines, out->arena);
	buf_init(&code, out->arena);
	for (; *text; text++) {
		if (*text == '\n')
			buf_addc(&lines, '\r');
		buf_addc(&lines, *text);
	}
	buf_reserve(&code, BASE64_SIZE(lines.len));
	code.len = base64_encode(lines.data, lines.len, code.data);
	buf_printf(out, "\r\n--%s\r\nContent-Type: %s; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: base64\r\n\r\n", boundary, type);
	for (size_t at = 0; at < code.len; at += LINE) {
		size_t n = code.len - at < LINE ? code.len - at : LINE;

		buf_add(out, code.data + at, n);
		buf_adds(out, "\r\n");
	}
	if (!out->arena) {
		buf_free(&lines);
		buf_free(&code);
	}
}

void mime_print(struct buf *out, const struct mime_mail *mail)
{
	/* No line of base64 looks like it. */
	static const char boundary[] = "=_xeno_=";

	print_date(out, mail->date_us);
	print_from(out, mail);
	buf_printf(out, "To: <%s>\r\nMessage-ID: <%s>\r\n", mail->to,
		   mail->id);
	mime_print_header(out, "Subject", mail->subject);
	if (mail->unsubscribe_url)
		buf_printf(out, "List-Unsubscribe: <%s>\r\n"
			   "List-Unsubscribe-Post:"
			   " List-Unsubscribe=One-Click\r\n",
			   mail->unsubscribe_url);
	buf_adds(out, "Auto-Submitted: auto-generated\r\n"
		 "MIME-Version: 1.0\r\n"
		 "Content-Type: multipart/alternative;\r\n boundary=\"");
	buf_printf(out, "%s\"\r\n", boundary);
	print_part(out, boundary, "text/plain", mail->text);
	print_part(out, boundary, "text/html", mail->html);
	buf_printf(out, "\r\n--%s--\r\n", boundary);
}

int mime_parse_address(struct arena *a, const char *text, const char **name,
		       const char **address)
{
	const char *open = strchr(text, '<');
	size_t len = open ? (size_t)(open - text) : 0;

	*name = NULL;
	*address = text;
	if (open) {
		const char *end = strchr(open, '>');

		if (!end || end[1])
			return -1;
		*address = arena_strndup(a, open + 1, (size_t)(end - open) - 1);
		while (len && strchr(" \"", text[len - 1]))
			len--;
		while (len && strchr(" \"", *text)) {
			text++;
			len--;
		}
		if (len)
			*name = arena_strndup(a, text, len);
	}
	return text_is_email(*address) ? 0 : -1;
}

void mime_escape_html(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		case '\'':
			buf_adds(out, "&#39;");
			break;
		default:
			buf_addc(out, *text);
		}
	}
}
