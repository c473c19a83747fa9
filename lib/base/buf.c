#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

void buf_init(struct buf *buf, struct arena *arena)
{
	*buf = (struct buf){ .arena = arena };
}

void buf_reset(struct buf *buf)
{
	buf->len = 0;
}

void buf_free(struct buf *buf)
{
	if (!buf->arena)
		free(buf->data);
	buf_init(buf, buf->arena);
}

void buf_reserve(struct buf *buf, size_t n)
{
	size_t wanted = buf->len + n;

	if (wanted < n || wanted > (size_t)-1 / 4)
		abort();
	if (wanted <= buf->cap)
		return;
	if (wanted < 2 * buf->cap)
		wanted = 2 * buf->cap;
	if (wanted < 64)
		wanted = 64;
	if (buf->arena) {
		buf->data = arena_grow(buf->arena, buf->data, buf->cap, wanted);
	} else {
		buf->data = realloc(buf->data, wanted);
		if (!buf->data) {
			fputs("fatal: out of memory\n", stderr);
			abort();
		}
	}
	buf->cap = wanted;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	int len;

	buf_reserve(buf, 64);
	va_start(ap, fmt);
	len = vsnprintf(buf->data + buf->len, buf->cap - buf->len, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	if ((size_t)len >= buf->cap - buf->len) {
		buf_reserve(buf, (size_t)len + 1);
		va_start(ap, fmt);
		vsnprintf(buf->data + buf->len, buf->cap - buf->len, fmt, ap);
		va_end(ap);
	}
	buf->len += (size_t)len;
}

void buf_add_int64(struct buf *buf, int64_t value)
{
	/* Two digits a step: half the divisions. */
	static const char pairs[] =
		"00010203040506070809101112131415161718192021222324"
		"25262728293031323334353637383940414243444546474849"
		"50515253545556575859606162636465666768697071727374"
		"75767778798081828384858687888990919293949596979899";
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[24], *p = digits + sizeof(digits);

	while (rest >= 10) {
		p -= 2;
		memcpy(p, pairs + rest % 100 * 2, 2);
		rest /= 100;
	}
	/* The odd digit, or the only one. */
	if (rest || p == digits + sizeof(digits))
		*--p = (char)('0' + rest);
	if (value < 0)
		*--p = '-';
	buf_add(buf, p, (size_t)(digits + sizeof(digits) - p));
}

char *buf_text(struct buf *buf)
{
	buf_addc(buf, '\0');
	buf->len--;
	return buf->data;
}
