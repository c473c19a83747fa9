#include "base/buf.h"
#include "base/jsonout.h"
#include "base/text.h"

#include "fuzz.h"

/* The length of one character, straight from RFC 3629's definition: decode,
 * then judge the number; 0 if it is none. */
static size_t character(const uint8_t *p, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] < 0x80 ? 1 : (p[0] & 0xe0) == 0xc0 ? 2 :
		(p[0] & 0xf0) == 0xe0 ? 3 : (p[0] & 0xf8) == 0xf0 ? 4 : 0;
	uint32_t c = len < 2 ? p[0] : p[0] & (0x7fu >> len);

	if (!len || len > left)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *s = memcpy(arena_alloc_raw(a, size), data, size);
	size_t span = text_utf8_span(s, size), want = 0, step;
	struct buf buf;

	while (want < size && (step = character(data + want, size - want)))
		want += step;
	fuzz_must(span == want);
	buf_init(&buf, a);
	jsonout_escape(&buf, s, span);
	fuzz_must(buf.len >= span && text_utf8_valid(buf.data, buf.len));
	for (size_t i = 0; i < buf.len; i++)
		fuzz_must((unsigned char)buf.data[i] >= ' ');
	text_is_email(arena_strndup(a, s, size));
	return 0;
}
