#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/rollup/rollup_part.h"
#include "domain/upkeep/statistics.h"

#include "beside.h"
#include "job.h"

/* How long it sleeps when no day is marked, and we between two looks at it. */
#define PAUSE_MS 50

enum told { TOLD_NOTHING, TOLD_ALL_ARE_THERE, TOLD_TO_GO };

/* What the parent says: one byte, or no more. */
static enum told listen_to(int fd, int wait_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char byte;

	if (poll(&ready, 1, wait_ms) <= 0)
		return TOLD_NOTHING;
	return read(fd, &byte, 1) == 1 ? TOLD_ALL_ARE_THERE : TOLD_TO_GO;
}

static int build_some(struct job *job, struct arena *a, bool more_come,
		      struct part_build *b, bool *done, struct xn_error *err)
{
	struct db *db = job->sync->db;
	const struct shop_target *shop = &job->shop;

	arena_reset(a);
	return more_come
		? rollup_part_build_taken(db, a, shop->tenant_id,
					  shop->shop_id, done, err)
		: rollup_part_build_next(db, a, shop->tenant_id,
					 shop->shop_id, b, done, err);
}

/*
 * While rows come, it rests as long as it worked: the job waits for those, and
 * has a processor to spare when it comes to the customers.
 */
static int rest_ms(bool more_come, bool done, int64_t begun_us)
{
	if (!more_come)
		return 0;
	return done ? PAUSE_MS : (int)((clock_mono_us() - begun_us) / 1000);
}

/* With the first days there is something for the planner to look at. */
static int build(struct job *job, bool more_come, int fd, struct xn_error *err)
{
	struct arena *a = arena_new(16384);
	bool done = false, is_known = false;
	struct part_build b = { 0 };
	int wait_ms = 0;

	while (!done || more_come) {
		enum told told = listen_to(fd, wait_ms);
		int64_t begun_us = clock_mono_us();

		if (sync_stopping() || told == TOLD_TO_GO)
			break;
		if (told == TOLD_ALL_ARE_THERE)
			more_come = false;
		if (build_some(job, a, more_come, &b, &done, err) ||
		    (!done && !is_known &&
		     statistics_gather(job->sync->db, a, job->shop.tenant_id,
				       err)))
			return -1;
		is_known |= !done;
		wait_ms = rest_ms(more_come, done, begun_us);
	}
	return 0;
}

static void child_main(struct job *job, bool more_come, int fd)
{
	struct xn_error err;

	if (sync_reopen(job->sync, &err) || build(job, more_come, fd, &err)) {
		log_error("parts are not built beside: %s", err.text);
		_exit(EXIT_FAILURE);
	}
	_exit(EXIT_SUCCESS);
}

static void tell(struct beside *b, bool more_come)
{
	if (!more_come && write(b->told, "", 1) < 0)
		log_warn("the process beside is gone: %s", strerror(errno));
}

void beside_start(struct job *job, bool more_come)
{
	struct beside *b = &job->beside;
	int ends[2];

	if (b->pid) {
		tell(b, more_come);
		return;
	}
	if (pipe(ends)) {
		log_warn("no process beside: %s", strerror(errno));
		return;
	}
	fflush(NULL);
	b->pid = fork();
	if (b->pid == 0) {
		close(ends[1]);
		child_main(job, more_come, ends[0]);
	}
	close(ends[0]);
	b->told = ends[1];
	if (b->pid < 0) {
		log_warn("no process beside: %s", strerror(errno));
		close(b->told);
		b->pid = 0;
	}
}

static bool is_gone(struct beside *b, int options)
{
	if (b->pid && waitpid(b->pid, NULL, options) != 0) {
		close(b->told);
		b->pid = 0;
	}
	return !b->pid;
}

int beside_end(struct job *job, struct xn_error *err)
{
	struct beside *b = &job->beside;

	while (!is_gone(b, WNOHANG)) {
		if (job_tick(job, err))
			return -1;
		poll(NULL, 0, PAUSE_MS);
	}
	return 0;
}

void beside_stop(struct job *job)
{
	struct beside *b = &job->beside;

	if (!b->pid)
		return;
	kill(b->pid, SIGTERM);
	is_gone(b, 0);
}
