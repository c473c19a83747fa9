/*
 * Two processes, many shops, each with a bucket of points of its own: who
 * waits how long, in simulated time.
 */
#include "base/clock.h"
#include "domain/shopify/throttle.h"
#include "sync/turns.h"

#include "test.h"

#define PROCESSES 2
#define SHOPS 53
#define POINT INT64_C(10000)
#define SECOND CLOCK_SECOND_US

/* Work on a shop: so many queries at so many points. */
struct shop {
	int queries, cost;
	struct throttle bucket;
	int64_t began_us, ended_us;	/* -1: not yet */
};

static struct shop shops[SHOPS];
static bool is_long[SHOPS];

static void add(size_t i, bool large)
{
	/* A backfill of 4,000 full pages; a delta of a few small ones. */
	shops[i] = (struct shop){
		.queries = large ? 4000 : 4,
		.cost = large ? 900 : 100,
		.began_us = -1,
		.ended_us = -1,
	};
	throttle_learn(&shops[i].bucket, 0, 2000 * POINT, 2000 * POINT,
		       100 * POINT);
	is_long[i] = large;
}

/* Shopify's side: what is there is what was, and what has come since. */
static int64_t spend(struct shop *s, int64_t now_us)
{
	struct throttle *t = &s->bucket;
	int64_t pause_us = throttle_pause_us(t, now_us, s->cost);
	int64_t at_us = now_us + pause_us;
	int64_t has = t->available_e4 +
		      (at_us - t->at_us) * t->restore_e4 / SECOND;

	if (has > t->maximum_e4)
		has = t->maximum_e4;
	throttle_learn(t, at_us, t->maximum_e4, has - s->cost * POINT,
		       t->restore_e4);
	s->queries--;
	return at_us + SECOND / 2;	/* an answer takes its time */
}

/* Until all is done; each process does its next query when it may. */
static void run(size_t count)
{
	int64_t free_us[PROCESSES] = { 0 };
	size_t at[PROCESSES];
	struct turns t;
	size_t ended = 0;

	turns_init(&t, is_long, count, PROCESSES);
	for (int p = 0; p < PROCESSES; p++)
		at[p] = SIZE_MAX;
	while (ended < count) {
		int p = free_us[0] <= free_us[1] ? 0 : 1;
		struct shop *s;

		if (at[p] == SIZE_MAX && !turns_next(&t, &at[p])) {
			free_us[p] = free_us[1 - p] + 1;
			continue;
		}
		s = &shops[at[p]];
		if (s->began_us < 0)
			s->began_us = free_us[p];
		free_us[p] = spend(s, free_us[p]);
		if (s->queries)
			continue;
		s->ended_us = free_us[p];
		turns_end(&t, at[p]);
		at[p] = SIZE_MAX;
		ended++;
	}
}

/* A backfill of hours, and fifty deltas of two seconds. */
START_TEST(a_backfill_and_fifty_deltas)
{
	int64_t alone_us;

	add(0, true);
	run(1);
	alone_us = shops[0].ended_us;
	ck_assert_int_gt(alone_us, 9 * 3600 * SECOND);
	for (size_t i = 0; i < 51; i++)
		add(i, i == 17);
	run(51);
	/* The deltas have a process of their own. */
	for (size_t i = 0; i < 51; i++)
		if (!is_long[i])
			ck_assert_int_le(shops[i].ended_us, 51 * 2 * SECOND);
	/* And it is as if it were alone. */
	ck_assert_int_eq(shops[17].began_us, 0);
	ck_assert_int_eq(shops[17].ended_us, alone_us);
}
END_TEST

/* Three backfills, wherever they stand in the list, block nobody. */
START_TEST(backfills_leave_a_process)
{
	int64_t last_us = 0;

	for (size_t i = 0; i < SHOPS; i++)
		add(i, i < 3);
	run(SHOPS);
	for (size_t i = 3; i < SHOPS; i++) {
		ck_assert_int_le(shops[i].ended_us, 51 * 2 * SECOND);
		if (shops[i].ended_us > last_us)
			last_us = shops[i].ended_us;
	}
	/* When nobody waits any more, the second begins. */
	ck_assert_int_eq(shops[0].began_us, 0);
	ck_assert_int_ge(shops[1].began_us, last_us - 2 * SECOND);
	ck_assert_int_le(shops[1].began_us, last_us);
	ck_assert_int_le(shops[2].began_us, shops[0].ended_us);
}
END_TEST

/* Where there is one process, for others have no slot, nobody waits long. */
START_TEST(one_process_does_what_is_short_first)
{
	bool longs[] = { true, false, false };
	size_t n;
	struct turns t;

	turns_init(&t, longs, COUNT_OF(longs), 0);
	t.processes = 1;
	for (size_t expected = 1; expected < 3; expected++) {
		ck_assert(turns_next(&t, &n));
		ck_assert_uint_eq(n, expected);
		turns_end(&t, n);
	}
	ck_assert(turns_next(&t, &n));
	ck_assert_uint_eq(n, 0);
	/* Another one has nothing to begin. */
	t.processes = 2;
	ck_assert(!turns_next(&t, &n));
}
END_TEST

/* Each in its own order, and each once. */
START_TEST(keeps_the_order)
{
	bool longs[] = { false, true, true, false, true };
	size_t expected[] = { 1, 0, 3, 2 }, n;
	struct turns t;

	turns_init(&t, longs, COUNT_OF(longs), PROCESSES);
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		ck_assert(turns_next(&t, &n));
		ck_assert_uint_eq(n, expected[i]);
		if (!longs[n])
			turns_end(&t, n);
	}
	ck_assert(!turns_next(&t, &n));	/* two long ones are at work */
	turns_end(&t, 1);
	ck_assert(turns_next(&t, &n));
	ck_assert_uint_eq(n, 4);
	ck_assert(!turns_next(&t, &n));
}
END_TEST

TEST_MAIN("sync_turns", a_backfill_and_fifty_deltas,
	  backfills_leave_a_process, one_process_does_what_is_short_first,
	  keeps_the_order)
