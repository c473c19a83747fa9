#include "base/query_string.h"
#include "base/text.h"

#include "fuzz.h"

/* Query strings and paths: the pairs lie within, and what is decoded is UTF-8
 * and no longer than it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *raw = arena_strndup(a, (const char *)data, size);
	const char *next = raw, *end = raw + strlen(raw), *value, *decoded;
	struct query_pair pair;
	struct xn_error err;

	while (query_string_next(&next, &pair)) {
		fuzz_must(pair.len && pair.text >= raw &&
			  pair.text + pair.len <= end);
		fuzz_must(pair.name_len + pair.value_len +
			  (pair.value != NULL) == pair.len);
		query_string_find(a, raw, arena_strndup(a, pair.name,
							pair.name_len),
				  &value, &err);
	}
	if (!query_string_find(a, raw, "from", &value, &err) && value)
		fuzz_must(text_utf8_valid(value, strlen(value)));
	decoded = text_percent_decode(a, (const char *)data, size, size % 2);
	if (decoded)
		fuzz_must(strlen(decoded) <= size &&
			  text_utf8_valid(decoded, strlen(decoded)));
	return 0;
}
