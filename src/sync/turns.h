#ifndef SYNC_TURNS_H
#define SYNC_TURNS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whose turn it is, where a few processes work on many shops: short work (a
 * delta) and long work (a first reading of everything) each in its own order.
 * Long work never has all processes while short work waits, and begins at
 * once all the same, so neither waits for the other.  No process, no clock:
 * the caller has them.
 */
struct turns {
	const bool *is_long;	/* by number; the caller's */
	size_t count;
	int processes;		/* that there are; the caller's to change */
	size_t next[2];		/* to begin: short, long */
	int running[2];
};

void turns_init(struct turns *t, const bool *is_long, size_t count,
		int processes);

/*
 * What a process is to begin.  False: nothing just now; and of one that is free
 * that is for good, for then all has begun.
 */
bool turns_next(struct turns *t, size_t *number);

/* Number `number` is over. */
void turns_end(struct turns *t, size_t number);

#endif
