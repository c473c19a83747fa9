#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#include "fleet.h"

/* How long a death or a signal may go unseen. */
#define LOOK_MS 200

/*
 * The orders' numbers wait in a pipe; each child reads the next one when it
 * is free.  Results come back through another, one byte an order.
 */
struct fleet {
	struct sync *sync;
	const struct job_order *orders;
	size_t count;
	int todo[2], done[2];
	pid_t child[FLEET_PROCESSES];
	int running;
	size_t next;		/* the first order not yet in the pipe */
	size_t ended, failed;
	bool stopped;
};

static void child_main(struct fleet *f)
{
	struct xn_error err;
	uint32_t number;

	close(f->todo[1]);
	close(f->done[0]);
	if (sync_reopen(f->sync, &err)) {
		log_error("%s", err.text);
		_exit(EXIT_FAILURE);
	}
	while (!sync_stopping() &&
	       read(f->todo[0], &number, sizeof(number)) == sizeof(number)) {
		unsigned char end = (unsigned char)
			job_run(f->sync, &f->orders[number]);

		if (write(f->done[1], &end, 1) != 1)
			break;
	}
	sync_close(f->sync);
	exit(EXIT_SUCCESS);
}

static void start_child(struct fleet *f, int slot)
{
	fflush(NULL);
	f->child[slot] = fork();
	if (f->child[slot] == 0)
		child_main(f);
	if (f->child[slot] < 0)
		log_error("fork: %s", strerror(errno));
	else
		f->running++;
}

/* As many as the children can take, so that none that dies has hoarded. */
static void hand_out(struct fleet *f)
{
	while (!f->stopped && f->next < f->count &&
	       f->next < f->ended + FLEET_PROCESSES) {
		uint32_t number = (uint32_t)f->next++;

		if (write(f->todo[1], &number, sizeof(number)) < 0)
			log_error("pipe: %s", strerror(errno));
	}
}

static void stop_children(struct fleet *f)
{
	if (f->stopped || !sync_stopping())
		return;
	f->stopped = true;
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->child[i] > 0)
			kill(f->child[i], SIGTERM);
}

/* A child that died over an order: that one failed, and another goes on. */
static void reap(struct fleet *f)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (int i = 0; i < FLEET_PROCESSES; i++) {
			if (f->child[i] != pid)
				continue;
			f->child[i] = 0;
			f->running--;
			if (WIFEXITED(status) && !WEXITSTATUS(status))
				continue;
			log_error("a sync process ended with %d", status);
			f->ended++;
			f->failed++;
			if (!f->stopped && f->ended < f->count)
				start_child(f, i);
		}
	}
}

static void collect(struct fleet *f)
{
	struct pollfd ready = { .fd = f->done[0], .events = POLLIN };
	unsigned char end;

	if (poll(&ready, 1, LOOK_MS) <= 0 || read(f->done[0], &end, 1) != 1)
		return;
	f->ended++;
	f->failed += end == JOB_FAILED;
	if (f->sync->terminal)
		fprintf(stderr, "\r%zu of %zu shops\033[K%s", f->ended,
			f->count, f->ended == f->count ? "\n" : "");
}

static void oversee(struct fleet *f)
{
	while (f->running > 0 && f->ended < f->count) {
		hand_out(f);
		collect(f);
		stop_children(f);
		reap(f);
		if (f->stopped && f->ended >= f->next)
			break;
	}
	close(f->todo[1]);
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->child[i] > 0)
			waitpid(f->child[i], NULL, 0);
}

size_t fleet_run(struct sync *s, const struct job_order *orders, size_t count)
{
	struct fleet f = { .sync = s, .orders = orders, .count = count };

	if (!count)
		return 0;
	if (pipe(f.todo) || pipe(f.done)) {
		log_error("pipe: %s", strerror(errno));
		return count;
	}
	for (int i = 0; i < FLEET_PROCESSES && (size_t)i < count; i++)
		start_child(&f, i);
	oversee(&f);
	close(f.todo[0]);
	close(f.done[0]);
	close(f.done[1]);
	return f.stopped ? count - f.ended + f.failed : f.failed;
}
