#ifndef WRAP_SHARED_H
#define WRAP_SHARED_H

#include <stddef.h>

#include "base/error.h"

/*
 * Map `bytes` of memory that all processes of this machine have in common, by
 * the file `name` in the directory `dir` (0600, of the directory's owner).
 * Where there is none of that size since the machine was started, it is made
 * anew: zeros, and then what `init` (or NULL) does, before anybody else has it.
 * Without a directory (NULL) it is this process's own, of calloc().
 * NULL: XN_UNAVAILABLE, the text names the directory and the file.
 */
void *shared_map(const char *dir, const char *name, size_t bytes,
		 void (*init)(void *memory), struct xn_error *err);

#endif
