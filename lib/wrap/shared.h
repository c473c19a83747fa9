#ifndef WRAP_SHARED_H
#define WRAP_SHARED_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Map `bytes` of memory that all processes of this machine have in common, by
 * the file `name` in the directory `dir` (0600, of the directory's owner).
 * Where there is none of that size since the machine was started, it is made
 * anew: zeros, and then what `init` (or NULL) does, before anybody else has it.
 * Without a directory (NULL) it is this process's own, of calloc().
 * NULL: XN_UNAVAILABLE, the text names the directory and the file, or what
 * would tell which start of the machine this is.
 */
void *shared_map(const char *dir, const char *name, size_t bytes,
		 void (*init)(void *memory), struct xn_error *err);

/*
 * A lock in such memory, for shared_map()'s init.  It is robust: when the
 * process that has it is killed, the next one gets it, and is told.
 */
void shared_lock_init(pthread_mutex_t *lock);

/*
 * Wait for it, no longer than `within_us`: a process can be stopped that has
 * it.  0 or EOWNERDEAD: the caller has it, and unlocks it; EOWNERDEAD: whoever
 * had it was killed, perhaps in the midst of a change.  Else: not now.
 */
int shared_lock(pthread_mutex_t *lock, int64_t within_us);
int shared_trylock(pthread_mutex_t *lock);

#endif
