#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that lives exactly as long as one unit of work (one request, one
 * page of a sync).  Nothing taken from an arena is freed by hand; the owner
 * of the unit of work calls arena_reset() once, at its end.
 *
 * Running out of memory is fatal: the process says so and aborts, and the
 * pool starts another.  No arena function returns NULL.
 *
 * Under AddressSanitizer every allocation is a block of its own, so that a
 * step over an edge is seen.
 */
struct arena;

/* Create an empty arena that grows in blocks of `block` bytes. */
struct arena *arena_new(size_t block);

/*
 * Run the deferred calls, newest first, and forget every allocation.  Up to
 * 256 kB of blocks are kept, so that a steady load stops calling malloc.
 */
void arena_reset(struct arena *a);

/* arena_reset(), then free the arena itself.  arena_free(NULL) does nothing. */
void arena_free(struct arena *a);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* `size` bytes of unknown content, aligned for any type. */
void *arena_alloc_raw(struct arena *a, size_t size);

/*
 * Make the allocation `p` of `size` bytes `wanted` bytes long, in place if it
 * was the last one and there is room, else by moving it.  New bytes are of
 * unknown content.  `p` may be NULL when `size` is 0.
 */
void *arena_grow(struct arena *a, void *p, size_t size, size_t wanted);

/* A copy of a string, or of the `len` bytes at `s` with a NUL after them. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t len);

__attribute__((format(printf, 2, 3)))
char *arena_printf(struct arena *a, const char *fmt, ...);

/*
 * Call fn(arg) at the next arena_reset().  This is how objects that other
 * libraries allocate (PGresult, cJSON, jwt_t) join a request's lifetime.
 */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#endif
