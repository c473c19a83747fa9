#include "base/clock.h"

#include "fuzz.h"

/* Timestamps of Shopify and of query strings: what is read prints and reads
 * back as the same instant, and days the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = arena_strndup(fuzz_arena(), (const char *)data, size);
	int64_t us, again, day;
	char out[32];

	if (!time_parse_rfc3339(s, &us)) {
		time_print_rfc3339(us, out);
		fuzz_must(!time_parse_rfc3339(out, &again) && again == us);
	}
	if (!day_parse(s, &day)) {
		day_print(day, out);
		fuzz_must(!strcmp(out, s));
	}
	return 0;
}
