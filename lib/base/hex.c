#include <stdint.h>
#include <string.h>

#include "base/hex.h"

#define BAD 0xff

static const char standard[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void hex_encode(const void *data, size_t n, char *out)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i++) {
		*out++ = "0123456789abcdef"[p[i] >> 4];
		*out++ = "0123456789abcdef"[p[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int hex_decode(const char *s, size_t len, void *out)
{
	unsigned char *p = out;

	if (len % 2)
		return -1;
	for (size_t i = 0; i < len; i += 2) {
		int high = hex_value(s[i]), low = hex_value(s[i + 1]);

		if (high < 0 || low < 0)
			return -1;
		*p++ = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* Every full group of three bytes, then the rest without padding. */
static char *encode(const unsigned char *p, size_t n, const char *alphabet,
		    char *out)
{
	for (; n >= 3; n -= 3, p += 3) {
		*out++ = alphabet[p[0] >> 2];
		*out++ = alphabet[(p[0] & 3) << 4 | p[1] >> 4];
		*out++ = alphabet[(p[1] & 15) << 2 | p[2] >> 6];
		*out++ = alphabet[p[2] & 63];
	}
	if (n) {
		unsigned second = n == 2 ? p[1] : 0;

		*out++ = alphabet[p[0] >> 2];
		*out++ = alphabet[(p[0] & 3u) << 4 | second >> 4];
		if (n == 2)
			*out++ = alphabet[(second & 15) << 2];
	}
	return out;
}

size_t base64_encode(const void *data, size_t n, char *out)
{
	char *end = encode(data, n, standard, out);

	while ((end - out) % 4)
		*end++ = '=';
	*end = '\0';
	return (size_t)(end - out);
}

size_t base64url_encode(const void *data, size_t n, char *out)
{
	char *end = encode(data, n, url_safe, out);

	*end = '\0';
	return (size_t)(end - out);
}

struct values {
	unsigned char of[256];
	int ready;
};

static const unsigned char *values_of(struct values *v, const char *alphabet)
{
	if (!v->ready) {
		memset(v->of, BAD, sizeof(v->of));
		for (unsigned char i = 0; i < 64; i++)
			v->of[(unsigned char)alphabet[i]] = i;
		v->ready = 1;
	}
	return v->of;
}

/* Decode without padding; the last group may be two or three characters. */
static int decode(const char *s, size_t len, const unsigned char *value,
		  unsigned char *out, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char *start = out;
	uint32_t bits = 0;
	size_t rest = len % 4;

	for (size_t i = 0; i < len - rest; i += 4, p += 4) {
		unsigned char a = value[p[0]], b = value[p[1]],
			      c = value[p[2]], d = value[p[3]];

		if ((a | b | c | d) & 0x80)
			return -1;
		bits = (uint32_t)a << 18 | (uint32_t)b << 12 |
		       (uint32_t)c << 6 | d;
		*out++ = (unsigned char)(bits >> 16);
		*out++ = (unsigned char)(bits >> 8);
		*out++ = (unsigned char)bits;
	}
	if (rest == 1)
		return -1;
	if (rest) {
		unsigned char a = value[p[0]], b = value[p[1]],
			      c = rest == 3 ? value[p[2]] : 0;

		if ((a | b | c) & 0x80 || (rest == 3 ? c & 3 : b & 15))
			return -1;
		*out++ = (unsigned char)(a << 2 | b >> 4);
		if (rest == 3)
			*out++ = (unsigned char)(b << 4 | c >> 2);
	}
	*n = (size_t)(out - start);
	return 0;
}

int base64_decode(const char *s, size_t len, void *out, size_t *n)
{
	static struct values values;

	if (len % 4)
		return -1;
	if (len && s[len - 1] == '=')
		len -= s[len - 2] == '=' ? 2 : 1;
	return decode(s, len, values_of(&values, standard), out, n);
}

int base64url_decode(const char *s, size_t len, void *out, size_t *n)
{
	static struct values values;

	return decode(s, len, values_of(&values, url_safe), out, n);
}
