#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define KEEP_BYTES ((size_t)256 << 10)
#define UNIT alignof(max_align_t)

#if defined(__SANITIZE_ADDRESS__)
#define CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKED 1
#endif
#endif
#ifndef CHECKED
#define CHECKED 0
#endif

struct block {
	struct block *next;
	size_t size;
	alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	char *next, *end;		/* the free part of blocks[0] */
	size_t block_size;
	struct block *blocks;		/* in use; the current one first */
	struct block *spare;		/* kept by the last reset */
	struct deferred *deferred;	/* newest first */
};

static void *alloc_or_die(size_t size)
{
	void *p = malloc(size);

	if (!p) {
		fputs("fatal: out of memory\n", stderr);
		abort();
	}
	return p;
}

/* A block of at least `size` bytes, from the spare ones if one will do. */
static struct block *block_get(struct arena *a, size_t size)
{
	struct block *b;

	for (struct block **p = &a->spare; (b = *p); p = &b->next) {
		if (b->size < size)
			continue;
		*p = b->next;
		return b;
	}
	b = alloc_or_die(sizeof(*b) + size);
	b->size = size;
	return b;
}

static void blocks_free(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

struct arena *arena_new(size_t block)
{
	struct arena *a = alloc_or_die(sizeof(*a));

	*a = (struct arena){ .block_size = block };
	return a;
}

/* Sort the blocks into those to keep, up to KEEP_BYTES, and the others. */
static void blocks_keep(struct arena *a)
{
	struct block *kept = NULL, *b = a->blocks;
	size_t sum = 0;

	for (int list = 0; list < 2; list++) {
		while (b) {
			struct block *next = b->next;

			if (b->size > KEEP_BYTES - sum || CHECKED) {
				free(b);
			} else {
				sum += b->size;
				b->next = kept;
				kept = b;
			}
			b = next;
		}
		b = a->spare;
		a->spare = NULL;
	}
	a->spare = kept;
	a->blocks = NULL;
	a->next = a->end = NULL;
}

void arena_reset(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next;
		d->fn(d->arg);
	}
	blocks_keep(a);
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	blocks_free(a->spare);
	free(a);
}

/* The current block is full, or too small for this. */
static void *alloc_slow(struct arena *a, size_t size)
{
	struct block *b;

	if (size > (size_t)-1 / 2)
		abort();
	if (CHECKED || (size > a->block_size / 4 && a->blocks)) {
		/* Of its own, behind the current one, which goes on. */
		b = block_get(a, size);
		if (!a->blocks) {
			b->next = NULL;
			a->blocks = b;
		} else {
			b->next = a->blocks->next;
			a->blocks->next = b;
		}
		return b->data;
	}
	b = block_get(a, size > a->block_size ? size : a->block_size);
	b->next = a->blocks;
	a->blocks = b;
	a->next = b->data + size;
	a->end = b->data + b->size;
	return b->data;
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
	size_t rounded = (size + !size + UNIT - 1) & ~(UNIT - 1);
	char *p = a->next;

	if (CHECKED || rounded < size || (size_t)(a->end - p) < rounded)
		return alloc_slow(a, CHECKED || rounded < size ? size
							       : rounded);
	a->next = p + rounded;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_alloc_raw(a, size), 0, size);
}

void *arena_grow(struct arena *a, void *p, size_t size, size_t wanted)
{
	size_t rounded = (size + UNIT - 1) & ~(UNIT - 1);
	void *moved;

	if (p && (char *)p + rounded == a->next && wanted > size &&
	    wanted - size <= (size_t)(a->end - a->next) / UNIT * UNIT) {
		arena_alloc_raw(a, wanted - size);
		return p;
	}
	moved = arena_alloc_raw(a, wanted);
	if (size)
		memcpy(moved, p, size < wanted ? size : wanted);
	return moved;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc_raw(a, len + 1);

	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	if ((size_t)len < sizeof(small))
		return arena_strndup(a, small, (size_t)len);
	s = arena_alloc_raw(a, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc_raw(a, sizeof(*d));

	*d = (struct deferred){ .next = a->deferred, .fn = fn, .arg = arg };
	a->deferred = d;
}
