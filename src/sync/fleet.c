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
#include "turns.h"

/* How long a death or a signal may go unseen. */
#define LOOK_MS 200

#define IDLE UINT32_MAX

/* A child is told the number of a request through its own pipe. */
struct hand {
	pid_t pid;		/* 0: none */
	int todo;		/* the parent's end */
	uint32_t at;		/* the request it works on, or IDLE */
};

/* How a request ended, through the pipe that all children share. */
struct report {
	uint32_t number;
	uint32_t end;		/* enum job_end */
};

struct fleet {
	struct sync *sync;
	const struct job_request *requests;
	size_t count;
	struct turns turns;
	struct hand hands[FLEET_PROCESSES];
	int done[2];
	size_t ended, failed;
	bool stopped;
};

static void child_main(struct fleet *f, int todo)
{
	struct report report;
	struct xn_error err;

	close(f->done[0]);
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->hands[i].pid)
			close(f->hands[i].todo);
	if (sync_reopen(f->sync, &err)) {
		log_error("%s", err.text);
		_exit(EXIT_FAILURE);
	}
	while (!sync_stopping() &&
	       read(todo, &report.number, sizeof(report.number)) ==
		       sizeof(report.number)) {
		report.end = job_run(f->sync, &f->requests[report.number]);
		if (write(f->done[1], &report, sizeof(report)) < 0)
			break;
	}
	sync_close(f->sync);
	exit(EXIT_SUCCESS);
}

static void start_child(struct fleet *f, struct hand *hand)
{
	int todo[2];
	pid_t pid;

	if (pipe(todo)) {
		log_error("pipe: %s", strerror(errno));
		return;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		close(todo[1]);
		child_main(f, todo[0]);
	}
	close(todo[0]);
	if (pid < 0) {
		log_error("fork: %s", strerror(errno));
		close(todo[1]);
		return;
	}
	*hand = (struct hand){ .pid = pid, .todo = todo[1], .at = IDLE };
}

/* To each child that is free; it has one request at a time. */
static void hand_out(struct fleet *f)
{
	for (int i = 0; i < FLEET_PROCESSES && !f->stopped; i++) {
		struct hand *hand = &f->hands[i];
		size_t number;

		if (!hand->pid || hand->at != IDLE ||
		    !turns_next(&f->turns, &number))
			continue;
		hand->at = (uint32_t)number;
		if (write(hand->todo, &hand->at, sizeof(hand->at)) < 0)
			log_error("pipe: %s", strerror(errno));
	}
}

static void stop_children(struct fleet *f)
{
	if (f->stopped || !sync_stopping())
		return;
	f->stopped = true;
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->hands[i].pid)
			kill(f->hands[i].pid, SIGTERM);
}

static void end_request(struct fleet *f, struct hand *hand, bool failed)
{
	turns_end(&f->turns, hand->at);
	hand->at = IDLE;
	f->ended++;
	f->failed += failed;
}

/* Of a child that died, its last words come first. */
static void collect(struct fleet *f, int wait_ms)
{
	struct pollfd ready = { .fd = f->done[0], .events = POLLIN };
	struct report report;

	while (poll(&ready, 1, wait_ms) > 0 &&
	       read(f->done[0], &report, sizeof(report)) == sizeof(report)) {
		for (int i = 0; i < FLEET_PROCESSES; i++)
			if (f->hands[i].at == report.number)
				end_request(f, &f->hands[i],
					    report.end == JOB_FAILED);
		if (f->sync->terminal)
			fprintf(stderr, "\r%zu of %zu shops\033[K%s",
				f->ended, f->count,
				f->ended == f->count ? "\n" : "");
		wait_ms = 0;
	}
}

/* A child that died over a request: that one failed, and another goes on. */
static void reap_one(struct fleet *f, struct hand *hand, int status)
{
	collect(f, 0);
	close(hand->todo);
	hand->pid = 0;
	if (hand->at != IDLE)
		end_request(f, hand, true);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return;
	log_error("a sync process ended with %d", status);
	if (!f->stopped && f->ended < f->count)
		start_child(f, hand);
}

static void reap(struct fleet *f)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < FLEET_PROCESSES; i++)
			if (f->hands[i].pid == pid)
				reap_one(f, &f->hands[i], status);
}

static bool is_working(const struct fleet *f)
{
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->hands[i].pid && (f->hands[i].at != IDLE ||
					!f->stopped))
			return true;
	return false;
}

static void oversee(struct fleet *f)
{
	while (f->ended < f->count && is_working(f)) {
		hand_out(f);
		collect(f, LOOK_MS);
		stop_children(f);
		reap(f);
	}
	for (int i = 0; i < FLEET_PROCESSES; i++) {
		if (!f->hands[i].pid)
			continue;
		close(f->hands[i].todo);
		waitpid(f->hands[i].pid, NULL, 0);
	}
}

size_t fleet_run(struct sync *s, const struct job_request *requests,
		 size_t count)
{
	struct fleet f = { .sync = s, .requests = requests, .count = count };
	bool *is_long = arena_alloc(s->arena, count * sizeof(*is_long) + 1);

	if (!count)
		return 0;
	if (pipe(f.done)) {
		log_error("pipe: %s", strerror(errno));
		return count;
	}
	for (size_t i = 0; i < count; i++)
		is_long[i] = requests[i].is_long;
	turns_init(&f.turns, is_long, count, FLEET_PROCESSES);
	for (int i = 0; i < FLEET_PROCESSES; i++)
		f.hands[i].at = IDLE;
	for (int i = 0; i < FLEET_PROCESSES && (size_t)i < count; i++)
		start_child(&f, &f.hands[i]);
	oversee(&f);
	close(f.done[0]);
	close(f.done[1]);
	return count - f.ended + f.failed;
}
