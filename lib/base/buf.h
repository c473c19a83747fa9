#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/*
 * Bytes that grow at the end.  The memory is the arena's, or the heap's when
 * `arena` is NULL; then buf_free() must follow.  Running out of memory is
 * fatal.  The content has no NUL after it unless buf_text() put one there.
 */
struct buf {
	char *data;		/* NULL until the first byte */
	size_t len;
	size_t cap;
	struct arena *arena;
};

/* An empty buffer on `arena`, or on the heap if it is NULL. */
void buf_init(struct buf *buf, struct arena *arena);

/* Forget the content and keep the memory.  Not after an arena_reset(). */
void buf_reset(struct buf *buf);

/* Give the memory back (an arena keeps its own) and leave an empty buffer. */
void buf_free(struct buf *buf);

/* Make room for `n` more bytes, so that they may be written at data + len. */
void buf_reserve(struct buf *buf, size_t n);

__attribute__((format(printf, 2, 3)))
void buf_printf(struct buf *buf, const char *fmt, ...);

/* The digits of a number, with a minus sign if it needs one. */
void buf_add_int64(struct buf *buf, int64_t value);

/* The content as a string: the NUL after it is not counted in len. */
char *buf_text(struct buf *buf);

static inline void buf_add(struct buf *buf, const void *p, size_t n)
{
	if (buf->cap - buf->len < n)
		buf_reserve(buf, n);
	if (n)
		memcpy(buf->data + buf->len, p, n);
	buf->len += n;
}

static inline void buf_addc(struct buf *buf, char c)
{
	if (buf->cap == buf->len)
		buf_reserve(buf, 1);
	buf->data[buf->len++] = c;
}

static inline void buf_adds(struct buf *buf, const char *s)
{
	buf_add(buf, s, strlen(s));
}

#endif
