#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#include "fleet.h"
#include "turns.h"

/* How long a death or a signal may go unseen. */
#define LOOK_MS 200

/* How long a child may have no look whether a slot is free. */
#define LOOK_SLOT_MS 1000

/* No numbers of requests: a child has none, or does not take any yet. */
#define IDLE UINT32_MAX
#define STARTING (UINT32_MAX - 1)

/* A child is told the number of a request through its own pipe. */
struct hand {
	pid_t pid;		/* 0: none */
	int todo;		/* the parent's end; -1: it is to end */
	uint32_t at;		/* the request it works on, or as above */
};

/* Through the pipe that all children share. */
struct report {
	uint32_t hand;
	uint32_t number;	/* of what ended; IDLE: it has begun */
	uint32_t end;		/* enum job_end */
};

struct fleet {
	struct sync *sync;
	const struct job_request *requests;
	size_t count;
	struct turns turns;
	struct hand hands[FLEET_PROCESSES];
	int64_t wait_until_us;
	int done[2];
	size_t ended;
	struct fleet_end end;
	bool stopped;
	bool no_slot;		/* a child waited for one in vain */
};

/*
 * Wait for one, where the fleet does, and until the parent closes its end: it
 * has nothing for this child.
 */
static bool has_slot(struct fleet *f, int todo)
{
	struct pollfd gone = { .fd = todo, .events = POLLIN };
	struct xn_error err;
	bool taken;

	if (!f->wait_until_us)
		return true;
	for (;;) {
		if (sync_take_slot(f->sync, true, &taken, &err)) {
			log_error("%s", err.text);
			_exit(EXIT_FAILURE);
		}
		if (taken)
			return true;
		if (sync_stopping() || clock_mono_us() >= f->wait_until_us ||
		    poll(&gone, 1, LOOK_SLOT_MS) > 0)
			return false;
	}
}

/* Report, be told of a request, carry it out, until there is none. */
static void serve(struct fleet *f, uint32_t hand, int todo)
{
	struct report report = { .hand = hand, .number = IDLE };

	while (write(f->done[1], &report, sizeof(report)) > 0 &&
	       !sync_stopping() &&
	       read(todo, &report.number, sizeof(report.number)) ==
		       sizeof(report.number))
		report.end = job_run(f->sync, &f->requests[report.number]);
}

static void child_main(struct fleet *f, uint32_t hand, int todo)
{
	struct xn_error err;

	close(f->done[0]);
	for (int i = 0; i < FLEET_PROCESSES; i++)
		if (f->hands[i].pid && f->hands[i].todo >= 0)
			close(f->hands[i].todo);
	if (sync_reopen(f->sync, &err)) {
		log_error("%s", err.text);
		_exit(EXIT_FAILURE);
	}
	if (has_slot(f, todo))
		serve(f, hand, todo);
	sync_close(f->sync);
	exit(EXIT_SUCCESS);
}

static void start_child(struct fleet *f, uint32_t number)
{
	struct hand *hand = &f->hands[number];
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
		child_main(f, number, todo[0]);
	}
	close(todo[0]);
	if (pid < 0) {
		log_error("fork: %s", strerror(errno));
		close(todo[1]);
		return;
	}
	*hand = (struct hand){ .pid = pid, .todo = todo[1], .at = STARTING };
}

static void dismiss(struct hand *hand)
{
	if (hand->todo >= 0)
		close(hand->todo);
	hand->todo = -1;
}

/*
 * To each child that is free; it has one request at a time.  If there is none
 * left for it, it is to end, for it has connections that others could have.
 */
static void hand_out(struct fleet *f)
{
	for (int i = 0; i < FLEET_PROCESSES && !f->stopped; i++) {
		struct hand *hand = &f->hands[i];
		size_t number;

		if (!hand->pid || hand->at != IDLE || hand->todo < 0)
			continue;
		if (!turns_next(&f->turns, &number)) {
			dismiss(hand);
			continue;
		}
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
			kill(f->hands[i].pid, sync_stop_signal());
}

static void end_request(struct fleet *f, struct hand *hand, enum job_end end)
{
	turns_end(&f->turns, hand->at);
	hand->at = IDLE;
	f->ended++;
	f->end.failed += end == JOB_FAILED;
	f->end.put_off += end == JOB_PUT_OFF;
}

static void take_report(struct fleet *f, const struct report *report)
{
	struct hand *hand = &f->hands[report->hand];

	if (report->number != IDLE) {
		end_request(f, hand, (enum job_end)report->end);
		return;
	}
	hand->at = IDLE;
	f->turns.processes++;
}

/* Of a child that died, its last words come first. */
static void collect(struct fleet *f, int wait_ms)
{
	struct pollfd ready = { .fd = f->done[0], .events = POLLIN };
	struct report report;

	while (poll(&ready, 1, wait_ms) > 0 &&
	       read(f->done[0], &report, sizeof(report)) == sizeof(report)) {
		take_report(f, &report);
		if (f->sync->terminal)
			fprintf(stderr, "\r%zu of %zu shops\033[K%s",
				f->ended, f->count,
				f->ended == f->count ? "\n" : "");
		wait_ms = 0;
	}
}

/*
 * A child that died over a request: that one failed, and another goes on.  One
 * that never began is not tried again: what it lacks all lack.
 */
static void reap_one(struct fleet *f, uint32_t number, int status)
{
	bool is_well = WIFEXITED(status) && !WEXITSTATUS(status);
	struct hand *hand = &f->hands[number];
	bool began, was_wanted;

	collect(f, 0);
	began = hand->at != STARTING;
	was_wanted = began && hand->todo >= 0;
	dismiss(hand);
	hand->pid = 0;
	f->turns.processes -= began;
	if (began && hand->at != IDLE)
		end_request(f, hand, JOB_FAILED);
	f->no_slot = f->no_slot || (is_well && !began);
	if (is_well)
		return;
	log_error("a sync process ended with %d", status);
	if (was_wanted && !f->stopped && f->ended < f->count)
		start_child(f, number);
}

static void reap(struct fleet *f)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < FLEET_PROCESSES; i++)
			if (f->hands[i].pid == pid)
				reap_one(f, (uint32_t)i, status);
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
		dismiss(&f->hands[i]);
		waitpid(f->hands[i].pid, NULL, 0);
	}
}

struct fleet_end fleet_run(struct sync *s, const struct job_request *requests,
			   size_t count, int64_t wait_until_us)
{
	struct fleet f = { .sync = s, .requests = requests, .count = count,
			   .wait_until_us = wait_until_us };
	bool *is_long = arena_alloc(s->arena, count * sizeof(*is_long) + 1);

	if (!count)
		return f.end;
	if (pipe(f.done)) {
		log_error("pipe: %s", strerror(errno));
		return (struct fleet_end){ .failed = count };
	}
	for (size_t i = 0; i < count; i++)
		is_long[i] = requests[i].is_long;
	turns_init(&f.turns, is_long, count, 0);
	for (int i = 0; i < FLEET_PROCESSES; i++)
		f.hands[i].at = IDLE;
	for (int i = 0; i < FLEET_PROCESSES && (size_t)i < count; i++)
		start_child(&f, (uint32_t)i);
	oversee(&f);
	close(f.done[0]);
	close(f.done[1]);
	if (f.no_slot && !sync_stopping())
		f.end.put_off += count - f.ended;
	else
		f.end.failed += count - f.ended;
	return f.end;
}
