#include <stdlib.h>
#include <string.h>

#include "base/jsonout.h"
#include "base/money.h"

#define DEPTH_MAX 32

void jsonout_init(struct jsonout *w, struct buf *buf)
{
	*w = (struct jsonout){ .buf = buf };
}

/* The comma that the next value or key needs. */
static inline void separate(struct jsonout *w)
{
	if (w->has_items & 1)
		buf_addc(w->buf, ',');
	w->has_items |= 1;
}

static inline void before_value(struct jsonout *w)
{
	if (w->depth && (w->is_object & 1) != w->has_key)
		abort();
	if (w->has_key)
		w->has_key = false;
	else
		separate(w);
}

static void begin(struct jsonout *w, char c, uint32_t is_object)
{
	before_value(w);
	if (w->depth++ == DEPTH_MAX)
		abort();
	w->is_object = w->is_object << 1 | is_object;
	w->has_items <<= 1;
	buf_addc(w->buf, c);
}

static void end(struct jsonout *w, char c, uint32_t is_object)
{
	if (!w->depth-- || (w->is_object & 1) != is_object || w->has_key)
		abort();
	w->is_object >>= 1;
	w->has_items >>= 1;
	buf_addc(w->buf, c);
}

void jsonout_object_begin(struct jsonout *w)
{
	begin(w, '{', 1);
}

void jsonout_object_end(struct jsonout *w)
{
	end(w, '}', 1);
}

void jsonout_array_begin(struct jsonout *w)
{
	begin(w, '[', 0);
}

void jsonout_array_end(struct jsonout *w)
{
	end(w, ']', 0);
}

void jsonout_key(struct jsonout *w, const char *name)
{
	if (!w->depth || !(w->is_object & 1) || w->has_key)
		abort();
	separate(w);
	buf_addc(w->buf, '"');
	buf_adds(w->buf, name);
	buf_add(w->buf, "\":", 2);
	w->has_key = true;
}

static void escape_one(struct buf *buf, unsigned char c)
{
	char text[6] = { '\\', 'u', '0', '0', '0', '0' };

	switch (c) {
	case '"':  buf_add(buf, "\\\"", 2); return;
	case '\\': buf_add(buf, "\\\\", 2); return;
	case '\n': buf_add(buf, "\\n", 2); return;
	case '\r': buf_add(buf, "\\r", 2); return;
	case '\t': buf_add(buf, "\\t", 2); return;
	}
	text[4] = "0123456789abcdef"[c >> 4];
	text[5] = "0123456789abcdef"[c & 15];
	buf_add(buf, text, sizeof(text));
}

void jsonout_escape(struct buf *buf, const char *s, size_t len)
{
	size_t plain = 0;	/* where the bytes not yet copied begin */

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f)
			continue;
		buf_add(buf, s + plain, i - plain);
		escape_one(buf, c);
		plain = i + 1;
	}
	buf_add(buf, s + plain, len - plain);
}

void jsonout_text_n(struct jsonout *w, const char *value, size_t len)
{
	before_value(w);
	buf_addc(w->buf, '"');
	jsonout_escape(w->buf, value, len);
	buf_addc(w->buf, '"');
}

void jsonout_raw(struct jsonout *w, const char *json, size_t len)
{
	before_value(w);
	buf_add(w->buf, json, len);
}

void jsonout_null(struct jsonout *w)
{
	jsonout_raw(w, "null", 4);
}

void jsonout_text(struct jsonout *w, const char *value)
{
	if (value)
		jsonout_text_n(w, value, strlen(value));
	else
		jsonout_null(w);
}

void jsonout_id(struct jsonout *w, int64_t value)
{
	before_value(w);
	buf_addc(w->buf, '"');
	buf_add_int64(w->buf, value);
	buf_addc(w->buf, '"');
}

void jsonout_put_text(struct jsonout *w, const char *name, const char *value)
{
	jsonout_key(w, name);
	jsonout_text(w, value);
}

void jsonout_put_int64(struct jsonout *w, const char *name, int64_t value)
{
	jsonout_key(w, name);
	before_value(w);
	buf_add_int64(w->buf, value);
}

void jsonout_put_id(struct jsonout *w, const char *name, int64_t value)
{
	jsonout_key(w, name);
	jsonout_id(w, value);
}

void jsonout_put_bool(struct jsonout *w, const char *name, bool value)
{
	jsonout_key(w, name);
	jsonout_raw(w, value ? "true" : "false", value ? 4 : 5);
}

void jsonout_put_null(struct jsonout *w, const char *name)
{
	jsonout_key(w, name);
	jsonout_null(w);
}

void jsonout_put_money(struct jsonout *w, const char *name, int64_t e4)
{
	char text[32];

	jsonout_key(w, name);
	jsonout_raw(w, text, money_print(e4, text));
}

void jsonout_put_decimal(struct jsonout *w, const char *name,
			 const char *digits)
{
	size_t sign, whole, fraction = 0, len;

	jsonout_key(w, name);
	if (!digits) {
		jsonout_null(w);
		return;
	}
	sign = digits[0] == '-';
	whole = strspn(digits + sign, "0123456789");
	len = sign + whole;
	if (digits[len] == '.') {
		fraction = strspn(digits + len + 1, "0123456789");
		len += 1 + fraction;
	}
	/* JSON knows neither 01 nor 1. nor .5 */
	if (!whole || digits[len] || (whole > 1 && digits[sign] == '0') ||
	    digits[len - 1] == '.')
		abort();
	for (; fraction > 2 && digits[len - 1] == '0'; fraction--)
		len--;
	jsonout_raw(w, digits, len);
}
