#include <string.h>

#include "domain/shopify/shopify_json.h"

/* U+FFFF stands for what cannot be: no text has it, and UTF-8 can say it. */
#define UNFIT "\xef\xbf\xbf"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code of an escape, "\u0041"; -1: it is none. */
static int unicode_escape(const char *p)
{
	int code = 0;

	if (p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

static bool between(int code, int low, int high)
{
	return code >= low && code <= high;
}

/* The same text, as long, with U+FFFF for what cannot be. */
static const char *mend(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_strndup(a, text, len), *p = copy;

	while ((p = strchr(p, '\\')) && p[1]) {
		int code = unicode_escape(p);

		if (between(code, 0xd800, 0xdbff) &&
		    between(unicode_escape(p + 6), 0xdc00, 0xdfff)) {
			p += 12;
			continue;
		}
		if (code == 0 || between(code, 0xd800, 0xdfff))
			memcpy(p + 2, "ffff", 4);
		p += 2;
	}
	return copy;
}

const struct json *shopify_json_parse(struct arena *a, const char *text,
				      size_t len, struct xn_error *err)
{
	const struct json *tree = json_parse(a, text, len, err);
	struct xn_error again;

	if (tree)
		return tree;
	return json_parse(a, mend(a, text, len), len, &again);
}

int shopify_json_check(const struct json *tree, struct xn_error *err)
{
	if (!json_holds(tree, UNFIT))
		return 0;
	return xn_fail(err, XN_BAD_INPUT,
		       "it has a character that cannot be stored");
}
