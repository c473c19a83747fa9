#ifndef SYNC_FLEET_H
#define SYNC_FLEET_H

#include "job.h"

/* How many shops are worked on at once. */
#define FLEET_PROCESSES 2

/*
 * Carry out many requests by a few processes, each of which is given the next
 * request (turns.h) as soon as it is free.  A request whose process died counts
 * as failed, and another process goes on with the rest.  Returns how many
 * failed; a stop (sync_stopping()) lets those at work end cleanly and starts
 * no more.
 */
size_t fleet_run(struct sync *s, const struct job_request *requests,
		 size_t count);

#endif
