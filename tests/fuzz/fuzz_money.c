#include "base/money.h"

#include "fuzz.h"

/* Amounts: what is read is in bounds, and prints and reads back the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* In an allocation of its own size, so that a step too far is seen. */
	char *s = memcpy(arena_alloc_raw(fuzz_arena(), size), data, size);
	int64_t e4, again;
	char out[32];
	size_t len;

	if (money_parse(s, size, &e4))
		return 0;
	fuzz_must(e4 >= -MONEY_MAX_E4 && e4 <= MONEY_MAX_E4);
	len = money_print(e4, out);
	fuzz_must(!money_parse(out, len, &again) && again == e4);
	return 0;
}
