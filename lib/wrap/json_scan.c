#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

#include "wrap/json_scan.h"

#define KEYS_BY_PAIRS 48	/* more keys than this go into a table */

struct scan {
	const char *p, *end, *start;
	const char *copied;		/* up to here it is in `out` */
	struct buf out;
	struct buf keys;		/* uint64_t hashes of open objects */
	struct arena *arena;
	int depth;
	int values;
	struct xn_error *err;
};

static int value(struct scan *s);

static int complain(struct scan *s, const char *what)
{
	size_t line = 1, column = 1;

	for (const char *c = s->start; c < s->p; c++) {
		column++;
		if (*c == '\n') {
			line++;
			column = 1;
		}
	}
	return xn_fail_field(s->err, XN_BAD_INPUT, "body",
			     "body: %s at line %zu, column %zu", what, line,
			     column);
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' ||
				 *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

static bool is_digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

/* RFC 8259, section 6. */
static int number(struct scan *s)
{
	const char *first = s->p;

	if (*s->p == '-')
		s->p++;
	if (!is_digit(s))
		return complain(s, "not a number");
	if (*s->p == '0')
		s->p++;
	else
		while (is_digit(s))
			s->p++;
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!is_digit(s))
			return complain(s, "not a number");
		while (is_digit(s))
			s->p++;
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!is_digit(s))
			return complain(s, "not a number");
		while (is_digit(s))
			s->p++;
	}
	buf_add(&s->out, s->copied, (size_t)(first - s->copied));
	buf_addc(&s->out, '"');
	buf_addc(&s->out, JSON_NUMBER_MARK);
	buf_add(&s->out, first, (size_t)(s->p - first));
	buf_addc(&s->out, '"');
	s->copied = s->p;
	return 0;
}

static int hex4(const struct scan *s, const char *p)
{
	int code = 0;

	if (s->end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			code = code * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			code = code * 16 + (c - 'A' + 10);
		else
			return -1;
	}
	return code;
}

/*
 * Names are told apart by a hash of 64 bits, FNV-1a from a beginning that
 * differs from process to process, so that nobody can prepare names that meet.
 */
static uint64_t hash_basis(void)
{
	static uint64_t basis;

	if (!basis)
		basis = ((uint64_t)(uintptr_t)&basis ^
			 (uint64_t)clock_now_us()) *
				UINT64_C(0x9e3779b97f4a7c15) | 1;
	return basis;
}

static uint64_t mix(uint64_t hash, unsigned c)
{
	return (hash ^ c) * UINT64_C(0x100000001b3);
}

/* A slot that depends on all of the hash; `slots` is a power of two. */
static size_t slot_of(uint64_t hash, size_t slots)
{
	hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash >> 32) & (slots - 1);
}

/* After the backslash.  *hash takes the character that it stands for. */
static int escape(struct scan *s, uint64_t *hash)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *simple;
	int code, low;

	if (s->p >= s->end)
		return complain(s, "text ends inside a string");
	simple = *s->p ? strchr(from, *s->p) : NULL;
	if (simple) {
		*hash = mix(*hash, (unsigned char)to[simple - from]);
		s->p++;
		return 0;
	}
	code = *s->p == 'u' ? hex4(s, s->p + 1) : -1;
	if (code < 0)
		return complain(s, "unknown escape");
	if (code == 0)
		return complain(s, "\\u0000 cannot be stored");
	if (code >= 0xdc00 && code <= 0xdfff)
		return complain(s, "lone surrogate");
	s->p += 5;
	if (code < 0xd800 || code > 0xdbff) {
		*hash = mix(*hash, (unsigned)code);
		return 0;
	}
	low = s->end - s->p > 1 && s->p[0] == '\\' && s->p[1] == 'u'
		      ? hex4(s, s->p + 2) : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return complain(s, "lone surrogate");
	*hash = mix(*hash, 0x10000u + (((unsigned)code - 0xd800u) << 10) +
				   ((unsigned)low - 0xdc00u));
	s->p += 6;
	return 0;
}

/* One character of two to four bytes (RFC 3629, section 4). */
static int utf8(struct scan *s, uint64_t *hash)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t left = (size_t)(s->end - s->p);
	unsigned code;
	int more;

	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		more = 1;
		code = p[0] & 0x1fu;
	} else if ((p[0] & 0xf0) == 0xe0) {
		more = 2;
		code = p[0] & 0x0fu;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		more = 3;
		code = p[0] & 0x07u;
	} else {
		return complain(s, "invalid UTF-8");
	}
	for (int i = 1; i <= more; i++) {
		if ((size_t)i >= left || (p[i] & 0xc0) != 0x80)
			return complain(s, "invalid UTF-8");
		code = code << 6 | (p[i] & 0x3fu);
	}
	if ((more == 2 && code < 0x800) || (more == 3 && code < 0x10000) ||
	    code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return complain(s, "invalid UTF-8");
	*hash = mix(*hash, code);
	s->p += more + 1;
	return 0;
}

/* At the opening quote. */
static int string(struct scan *s, uint64_t *hash)
{
	*hash = hash_basis();
	for (s->p++; s->p < s->end;) {
		unsigned char c = (unsigned char)*s->p;

		if (c == '"') {
			s->p++;
			return 0;
		}
		if (c == '\\') {
			s->p++;
			if (escape(s, hash))
				return -1;
		} else if (c < 0x20) {
			return complain(s, "control character in a string");
		} else if (c < 0x80) {
			*hash = mix(*hash, c);
			s->p++;
		} else if (utf8(s, hash)) {
			return -1;
		}
	}
	return complain(s, "text ends inside a string");
}

static bool seen_twice(struct scan *s, const uint64_t *keys, size_t n)
{
	size_t slots = 2;
	uint64_t *table;

	if (n <= KEYS_BY_PAIRS) {
		for (size_t i = 1; i < n; i++)
			for (size_t j = 0; j < i; j++)
				if (keys[i] == keys[j])
					return true;
		return false;
	}
	while (slots < 2 * n)
		slots *= 2;
	table = arena_alloc(s->arena, slots * sizeof(*table));
	for (size_t i = 0; i < n; i++) {
		size_t at = slot_of(keys[i], slots);

		while (table[at] && table[at] != keys[i])
			at = (at + 1) & (slots - 1);
		if (table[at])
			return true;
		table[at] = keys[i];
	}
	return false;
}

static int member(struct scan *s)
{
	uint64_t hash;

	skip_space(s);
	if (s->p >= s->end || *s->p != '"')
		return complain(s, "member name expected");
	if (string(s, &hash))
		return -1;
	buf_add(&s->keys, &hash, sizeof(hash));
	skip_space(s);
	if (s->p >= s->end || *s->p != ':')
		return complain(s, "':' expected");
	s->p++;
	return value(s);
}

/* An object or an array: its elements between commas, up to `close`. */
static int container(struct scan *s, char close, int (*element)(struct scan *))
{
	const char *what = close == '}' ? "',' or '}' expected"
					: "',' or ']' expected";

	if (++s->depth > JSON_DEPTH_MAX)
		return complain(s, "nested too deeply");
	s->p++;
	skip_space(s);
	if (s->p < s->end && *s->p == close) {
		s->p++;
		s->depth--;
		return 0;
	}
	for (;;) {
		if (element(s))
			return -1;
		skip_space(s);
		if (s->p < s->end && *s->p == ',') {
			s->p++;
			continue;
		}
		if (s->p >= s->end || *s->p != close)
			return complain(s, what);
		s->p++;
		s->depth--;
		return 0;
	}
}

static int object(struct scan *s)
{
	size_t before = s->keys.len;
	size_t n;

	if (container(s, '}', member))
		return -1;
	n = (s->keys.len - before) / sizeof(uint64_t);
	if (n > 1 && seen_twice(s, (const uint64_t *)(const void *)
					   (s->keys.data + before), n))
		return complain(s, "a member twice in the object that ends");
	s->keys.len = before;
	return 0;
}

static int word(struct scan *s, const char *expected)
{
	size_t n = strlen(expected);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, expected, n))
		return complain(s, "value expected");
	s->p += n;
	return 0;
}

static int value(struct scan *s)
{
	uint64_t ignored;

	skip_space(s);
	if (s->p >= s->end)
		return complain(s, "text ends where a value is expected");
	if (++s->values > JSON_VALUES_MAX)
		return complain(s, "too many values");
	switch (*s->p) {
	case '{':
		return object(s);
	case '[':
		return container(s, ']', value);
	case '"':
		return string(s, &ignored);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	default:
		return number(s);
	}
}

char *json_scan(struct arena *a, const char *text, size_t len,
		size_t *out_len, struct xn_error *err)
{
	struct scan s = {
		.p = text, .start = text, .copied = text, .end = text + len,
		.arena = a, .err = err,
	};

	buf_init(&s.keys, a);
	buf_reserve(&s.keys, 1024);
	buf_init(&s.out, a);
	buf_reserve(&s.out, len + len / 8 + 64);
	if (value(&s))
		return NULL;
	skip_space(&s);
	if (s.p < s.end) {
		complain(&s, "more text after the value");
		return NULL;
	}
	buf_add(&s.out, s.copied, (size_t)(s.end - s.copied));
	*out_len = s.out.len;
	return buf_text(&s.out);
}
