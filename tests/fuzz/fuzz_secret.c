#include <string.h>

#include "domain/account/secret.h"

#include "fuzz.h"

/* Cookies, links and API tokens: what is taken has one spelling. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *text = arena_strndup(a, (const char *)data, size);

	for (size_t n = SECRET_BYTES; n <= 2 * SECRET_BYTES;
	     n += SECRET_BYTES) {
		struct secret secret;

		if (secret_parse(text, n, &secret))
			continue;
		fuzz_must(secret.tenant_id > 0 && secret.row_id > 0);
		fuzz_must(secret.len == n);
		fuzz_must(!strcmp(secret_print(a, &secret), text));
	}
	return 0;
}
