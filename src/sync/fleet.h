#ifndef SYNC_FLEET_H
#define SYNC_FLEET_H

#include "job.h"

/* How many shops are worked on at once. */
#define FLEET_PROCESSES 2

/* How many of the requests did not end well, or were not begun. */
struct fleet_end {
	size_t failed;
	size_t put_off;		/* JOB_PUT_OFF, or no process had a slot */
};

/*
 * Carry out many requests by a few processes, each of which is given the next
 * request (turns.h) as soon as it is free, and ends when there is none.  A
 * request whose process died counts as failed, and another process goes on with
 * the rest.  A stop (sync_stopping()) lets those at work end cleanly and starts
 * no more: the rest failed.
 *
 * `wait_until_us`: the schedule's, each process waits for a slot as long
 * (clock_mono_us()) before its first request.  0: nobody waits, and what needs
 * a slot is put off where there is none.
 */
struct fleet_end fleet_run(struct sync *s, const struct job_request *requests,
			   size_t count, int64_t wait_until_us);

#endif
