#include <stdint.h>
#include <string.h>

#include "base/hex.h"

#include "base/text.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* The length of the UTF-8 sequence that begins at `p`; 0 if it is not one. */
static size_t sequence(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;	/* what the second may be */
	size_t len;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	switch (p[0]) {
	case 0xe0: low = 0xa0; break;	/* overlong */
	case 0xed: high = 0x9f; break;	/* surrogates */
	case 0xf0: low = 0x90; break;	/* overlong */
	case 0xf4: high = 0x8f; break;	/* above U+10FFFF */
	}
	if (left < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

size_t text_utf8_span(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0;

	while (i < len) {
		uint64_t word;
		size_t step;

		if (len - i >= sizeof(word)) {
			memcpy(&word, p + i, sizeof(word));
			if (!(word & HIGH_BITS)) {
				i += sizeof(word);
				continue;
			}
		}
		step = sequence(p + i, len - i);
		if (!step)
			break;
		i += step;
	}
	return i;
}

bool text_utf8_valid(const char *s, size_t len)
{
	return text_utf8_span(s, len) == len;
}

bool text_is_longer(const char *s, size_t most)
{
	size_t n = 0;

	/* What begins no character goes on with one: 10xxxxxx. */
	for (; *s && n <= most; s++)
		n += (*s & 0xc0) != 0x80;
	return n > most;
}

char *text_lower_ascii(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

bool text_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool text_ends(const char *s, const char *suffix)
{
	size_t len = strlen(s), tail = strlen(suffix);

	return len >= tail && !strcmp(s + len - tail, suffix);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* Dot-separated labels of 1 to 63 letters, digits and inner hyphens. */
static bool is_domain(const char *s)
{
	int labels = 0;

	for (;; s++) {
		size_t len = 0;

		while (is_alnum(s[len]) || (s[len] == '-' && len))
			len++;
		if (!len || len > 63 || s[len - 1] == '-')
			return false;
		labels++;
		s += len;
		if (*s != '.')
			break;
	}
	return !*s && labels >= 2;
}

bool text_is_email(const char *s)
{
	const char *at = strchr(s, '@');
	size_t local = at ? (size_t)(at - s) : 0;

	if (!at || !local || local > 64 || strlen(s) > 254)
		return false;
	/* RFC 5322 atext and dots: what is left needs a quoted string. */
	for (size_t i = 0; i < local; i++) {
		bool dot = s[i] == '.';

		if (!is_alnum(s[i]) && !strchr("!#$%&'*+-/=?^_`{|}~.", s[i]))
			return false;
		if (dot && (!i || i + 1 == local || s[i + 1] == '.'))
			return false;
	}
	return is_domain(at + 1);
}

bool text_is_id(const char *s)
{
	size_t len = strspn(s, "0123456789");

	return len && len <= 18 && !s[len] && s[0] != '0';
}

char *text_percent_decode(struct arena *a, const char *s, size_t len, bool plus)
{
	char *out = arena_alloc_raw(a, len + 1), *p = out;

	for (size_t i = 0; i < len; i++) {
		*p = s[i];
		if (s[i] == '+' && plus)
			*p = ' ';
		if (s[i] == '%') {
			if (len - i < 3 || hex_decode(s + i + 1, 2, p))
				return NULL;
			i += 2;
		}
		if (!*p++)
			return NULL;
	}
	*p = '\0';
	return text_utf8_valid(out, (size_t)(p - out)) ? out : NULL;
}

char *text_percent_encode(struct arena *a, const char *s)
{
	static const char unreserved[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc_raw(a, 3 * strlen(s) + 1), *p = out;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (strchr(unreserved, c)) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = digits[c >> 4];
		*p++ = digits[c & 15];
	}
	*p = '\0';
	return out;
}
