#include "worker/dispatch.h"

#include "fuzz.h"

/*
 * A path of any bytes against every route: what matches has parameters that
 * are not empty, and only patterns with as many slashes match.
 */
static size_t slashes(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == '/';
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *path = arena_strndup(a, (const char *)data, size);

	for (const struct route *r = routes; r->path; r++) {
		const char *param[REQUEST_PARAMS] = { NULL };

		if (!path_match(a, r->path, path, param))
			continue;
		fuzz_must(slashes(path) == slashes(r->path));
		for (int i = 0; i < REQUEST_PARAMS && param[i]; i++)
			fuzz_must(*param[i]);
	}
	return 0;
}
