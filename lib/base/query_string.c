#include <string.h>

#include "base/query_string.h"
#include "base/text.h"

bool query_string_next(const char **raw, struct query_pair *pair)
{
	const char *s = *raw + strspn(*raw, "&"), *equals;
	size_t len = strcspn(s, "&");

	*raw = s + len;
	if (!len)
		return false;
	equals = memchr(s, '=', len);
	*pair = (struct query_pair){
		.text = s,
		.len = len,
		.name = s,
		.name_len = equals ? (size_t)(equals - s) : len,
		.value = equals ? equals + 1 : NULL,
		.value_len = equals ? (size_t)(s + len - equals - 1) : 0,
	};
	return true;
}

static bool is_named(struct arena *a, const struct query_pair *pair,
		     const char *name)
{
	const char *decoded;

	if (pair->name_len == strlen(name) &&
	    !memcmp(pair->name, name, pair->name_len))
		return true;
	if (!memchr(pair->name, '%', pair->name_len))
		return false;
	decoded = text_percent_decode(a, pair->name, pair->name_len, true);
	return decoded && !strcmp(decoded, name);
}

int query_string_find(struct arena *a, const char *raw, const char *name,
		      const char **value, struct xn_error *err)
{
	const char *found = NULL;
	struct query_pair pair;

	while (query_string_next(&raw, &pair)) {
		if (!is_named(a, &pair, name))
			continue;
		if (found)
			return xn_fail_field(err, XN_BAD_INPUT, name,
					     "%s: given twice", name);
		found = text_percent_decode(a, pair.value ? pair.value : "",
					    pair.value_len, true);
		if (!found)
			return xn_fail_field(err, XN_BAD_INPUT, name,
					     "%s: not percent-encoded UTF-8",
					     name);
	}
	*value = found;
	return 0;
}
