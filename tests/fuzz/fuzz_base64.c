#include "base/hex.h"

#include "fuzz.h"

/* Signatures come in base64 and hex: what is decoded has one spelling. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *s = memcpy(arena_alloc_raw(a, size), data, size);
	char *text = arena_alloc_raw(a, 2 * size + 8);
	unsigned char *out = arena_alloc_raw(a, size / 4 * 3);
	size_t n;

	if (!base64_decode(s, size, out, &n)) {
		fuzz_must(base64_encode(out, n, text) == size);
		fuzz_must(!memcmp(text, s, size));
	}
	out = arena_alloc_raw(a, size / 4 * 3 + 2);
	if (!base64url_decode(s, size, out, &n)) {
		fuzz_must(base64url_encode(out, n, text) == size);
		fuzz_must(!memcmp(text, s, size));
	}
	out = arena_alloc_raw(a, size / 2);
	if (!hex_decode(s, size, out)) {
		hex_encode(out, size / 2, text);
		for (size_t i = 0; i < size; i++)
			fuzz_must(text[i] == s[i] || text[i] == (s[i] | 0x20));
	}
	return 0;
}
