#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"

/*
 * libFuzzer calls this with one input after the other.  A target says what
 * must hold of its function for any input at all: fuzz_must().
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_must(int holds)
{
	if (!holds)
		abort();
}

/* One arena for all inputs, empty at the start of each. */
static inline struct arena *fuzz_arena(void)
{
	static struct arena *arena;

	if (!arena) {
		arena = arena_new(4096);
		log_mute_for_test(true);
	}
	arena_reset(arena);
	return arena;
}

#endif
