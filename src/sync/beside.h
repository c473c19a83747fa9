#ifndef SYNC_BESIDE_H
#define SYNC_BESIDE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct job;

/*
 * A process beside a job's own, which builds the parts of marked days
 * (rollup/rollup_part.h) over a connection of its own while the job stores rows
 * and adds up customers.  What it leaves, for whatever reason, parts_build()
 * does at the job's end; so nothing here fails a job.
 */
struct beside {
	pid_t pid;		/* 0: none */
	int told;		/* our end of the pipe that it listens to */
};

/*
 * Start it, or tell the one that is there.  `more_come`: rows are being stored,
 * so until it is told that no more come, it has only those days that were taken
 * for it (rollup_dirty_take()).
 */
void beside_start(struct job *job, bool more_come);

/* Wait for its end, and tell progress meanwhile.  -1: as job_tick(). */
int beside_end(struct job *job, struct xn_error *err);

/* If there is one, it is to go, and is waited for: after a job that failed. */
void beside_stop(struct job *job);

#endif
