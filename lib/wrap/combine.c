#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "wrap/shared.h"

#include "wrap/combine.h"

#define SEATS 64		/* a process has one */

/* What is done within takes less; one that was stopped has it for longer. */
#define LOCK_US 20000

enum state {
	IDLE,
	WAITING,		/* for whoever leads */
	TAKEN,			/* by `leader` */
	TOLD,
	LEADING,
	ENDING,			/* has led; others may already */
};

/*
 * `alive` is locked as long as its process lives: whoever finds it free knows
 * that it was killed.  `changed` wakes the process that sits here.
 */
struct seat {
	pthread_mutex_t alive;
	sem_t changed;
	enum state state;
	int64_t key;
	int64_t since_us;	/* of LEADING */
	size_t leader;		/* of TAKEN */
	int told;
	size_t len;
};

static struct board {
	pthread_mutex_t lock;	/* of all that is not `alive` */
	struct seat seats[SEATS];
	char data[SEATS][COMBINE_DATA_MAX];
} *board;

/* Where this process sits, from its first work on. */
static struct seat *mine;

static void init(void *new)
{
	struct board *b = new;

	shared_lock_init(&b->lock);
	for (size_t i = 0; i < SEATS; i++) {
		shared_lock_init(&b->seats[i].alive);
		sem_init(&b->seats[i].changed, 1, 0);
	}
}

int combine_open(const char *dir, struct xn_error *err)
{
	mine = NULL;
	board = NULL;
	if (!dir)
		return 0;
	board = shared_map(dir, "combine", sizeof(*board), init, err);
	return board ? 0 : -1;
}

/* Whenever somebody is killed, what the seats say holds. */
static bool has(int rc)
{
	return rc == 0 || rc == EOWNERDEAD;
}

/* False: not now. */
static bool enter(void)
{
	return has(shared_lock(&board->lock, LOCK_US));
}

static void leave(void)
{
	pthread_mutex_unlock(&board->lock);
}

/* True: nobody sits there, or he was killed; now this process does. */
static bool sit_down(struct seat *seat)
{
	return has(shared_trylock(&seat->alive));
}

static bool is_empty(struct seat *seat)
{
	bool empty = sit_down(seat);

	if (empty)
		pthread_mutex_unlock(&seat->alive);
	return empty;
}

static size_t place_of(const struct seat *seat)
{
	return (size_t)(seat - board->seats);
}

/* Its work is nobody's any more, and may tell of people. */
static void settle(struct seat *seat, enum state state)
{
	seat->state = state;
	memset(board->data[place_of(seat)], 0, seat->len);
	seat->len = 0;
}

/* Whoever sat there has no work any more; what he had taken waits again. */
static void clear(struct seat *seat)
{
	if (seat->state == LEADING || seat->state == ENDING)
		for (size_t i = 0; i < SEATS; i++)
			if (board->seats[i].state == TAKEN &&
			    board->seats[i].leader == place_of(seat))
				board->seats[i].state = WAITING;
	settle(seat, IDLE);
}

static bool find_seat(void)
{
	for (size_t i = 0; !mine && i < SEATS; i++)
		if (sit_down(&board->seats[i]))
			mine = &board->seats[i];
	if (mine)
		clear(mine);
	return mine;
}

/* The first who is in this state, and alive. */
static struct seat *find(enum state state, int64_t key)
{
	for (size_t i = 0; i < SEATS; i++) {
		struct seat *seat = &board->seats[i];

		if (seat->state != state || seat->key != key)
			continue;
		if (!is_empty(seat))
			return seat;
		clear(seat);
	}
	return NULL;
}

static void lead(struct seat *seat)
{
	settle(seat, LEADING);
	seat->since_us = clock_mono_us();
}

/* Of `mine`, which has waited so long.  True: *role is how it goes on. */
static bool is_settled(int64_t waited_ms, enum combine_role *role, int *told)
{
	bool is_taken = mine->state == TAKEN;

	if (mine->state == TOLD) {
		*told = mine->told;
		*role = COMBINE_TOLD;
		settle(mine, IDLE);
		return true;
	}
	if (is_taken && is_empty(&board->seats[mine->leader]))
		clear(&board->seats[mine->leader]);
	if (mine->state == WAITING && !find(LEADING, mine->key))
		lead(mine);
	*role = COMBINE_LEAD;
	if (mine->state == LEADING)
		return true;
	*role = is_taken ? COMBINE_LOST : COMBINE_ALONE;
	if (waited_ms < (is_taken ? COMBINE_LOST_MS : COMBINE_WAIT_MS))
		return false;
	settle(mine, IDLE);
	return true;
}

/* Until something changed, or it is time to look. */
static void wait_a_while(void)
{
	int64_t until_us = clock_now_us() + 1000 * COMBINE_LOOK_MS;
	struct timespec until = {
		.tv_sec = until_us / CLOCK_SECOND_US,
		.tv_nsec = until_us % CLOCK_SECOND_US * 1000,
	};

	sem_timedwait(&mine->changed, &until);
}

static enum combine_role wait_turn(int *told)
{
	int64_t began_us = clock_mono_us(), waited_ms = 0;
	enum combine_role role;

	while (waited_ms < COMBINE_LOST_MS) {
		bool is_over;

		wait_a_while();
		waited_ms = (clock_mono_us() - began_us) / 1000;
		if (!enter())
			continue;
		is_over = is_settled(waited_ms, &role, told);
		leave();
		if (is_over)
			return role;
	}
	return COMBINE_LOST;
}

/* LEAD or ALONE; TOLD: the work waits now. */
static enum combine_role begin(int64_t key, const char *data, size_t len)
{
	const struct seat *leader = find(LEADING, key);

	mine->key = key;
	if (!leader) {
		lead(mine);
		return COMBINE_LEAD;
	}
	if (clock_mono_us() - leader->since_us > 1000 * COMBINE_WAIT_MS)
		return COMBINE_ALONE;
	memcpy(board->data[place_of(mine)], data, len);
	mine->len = len;
	mine->state = WAITING;
	return COMBINE_TOLD;
}

enum combine_role combine_join(int64_t key, const char *data, size_t len,
			       int *told)
{
	enum combine_role role = COMBINE_ALONE;

	if (!board || len > COMBINE_DATA_MAX || !enter())
		return COMBINE_ALONE;
	if (find_seat())
		role = begin(key, data, len);
	leave();
	return role == COMBINE_TOLD ? wait_turn(told) : role;
}

static struct combine_work take(struct arena *a, struct seat *seat)
{
	size_t place = place_of(seat);

	seat->state = TAKEN;
	seat->leader = place_of(mine);
	return (struct combine_work){
		.data = arena_strndup(a, board->data[place], seat->len),
		.len = seat->len,
		.seat = place,
	};
}

size_t combine_take(struct arena *a, struct combine_work **work)
{
	struct seat *seat;
	size_t n = 0;

	*work = arena_alloc(a, COMBINE_MOST * sizeof(**work));
	if (!enter())
		return 0;
	while (n < COMBINE_MOST && (seat = find(WAITING, mine->key)))
		(*work)[n++] = take(a, seat);
	leave();
	return n;
}

static void let_lead(struct seat *next)
{
	if (!next)
		return;
	lead(next);
	sem_post(&next->changed);
}

void combine_pass(void)
{
	if (!enter())
		return;
	mine->state = ENDING;
	let_lead(find(WAITING, mine->key));
	leave();
}

void combine_leave(const struct combine_work *work, size_t count)
{
	bool passed;

	if (!enter())
		return;		/* they look themselves, in a while */
	for (size_t i = 0; i < count; i++) {
		struct seat *seat = &board->seats[work[i].seat];

		if (seat->state != TAKEN || seat->leader != place_of(mine))
			continue;
		seat->told = work[i].told;
		seat->state = TOLD;
		sem_post(&seat->changed);
	}
	passed = mine->state == ENDING;
	mine->state = IDLE;
	if (!passed)
		let_lead(find(WAITING, mine->key));
	leave();
}
