#include "base/clock.h"
#include "domain/shopify/throttle.h"

#include "test.h"

#define S CLOCK_SECOND_US
#define P(points) ((points) * INT64_C(10000))

START_TEST(waits_for_what_is_missing)
{
	static const struct {
		int64_t available, passed_us;
		int cost;
		int64_t pause_us;
	} cases[] = {
		{ 1000, 0,         10,    0 },
		{ 10,   0,         10,    0 },
		{ 0,    0,         10,    S / 5 },
		{ 0,    S / 10,    10,    S / 10 },
		{ 0,    S,         10,    0 },
		{ 0,    -S,        10,    S / 5 },	/* a clock gone back */
		{ 500,  0,         1000,  10 * S },
		{ 0,    0,         5000,  20 * S },	/* a full bucket */
		{ -100, 0,         0,     2 * S },	/* owing */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct throttle t = { 0 };

		throttle_learn(&t, 7 * S, P(1000), P(cases[i].available),
			       P(50));
		ck_assert_int_eq(throttle_pause_us(&t,
				7 * S + cases[i].passed_us, cases[i].cost),
			cases[i].pause_us);
	}
}
END_TEST

START_TEST(fills_up_again)
{
	static const struct {
		int64_t available, passed_us, left;
	} cases[] = {
		{ 400,  0,               400 },
		{ 400,  2 * S,           500 },
		{ 400,  12 * S,          1000 },
		{ 400,  INT64_MAX / 2,   1000 },	/* and not beyond */
		{ 400,  -S,              400 },	/* a clock gone back */
		{ 1000, S,               1000 },
		{ -100, S,               0 },	/* owing */
		{ -100, 4 * S,           100 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct throttle t = { 0 };

		ck_assert_int_eq(throttle_available_e4(&t, S), 0);
		throttle_learn(&t, 7 * S, P(1000), P(cases[i].available),
			       P(50));
		ck_assert_int_eq(throttle_available_e4(&t,
				7 * S + cases[i].passed_us),
			P(cases[i].left));
	}
}
END_TEST

START_TEST(knows_nothing_at_first)
{
	struct throttle t = { 0 };

	ck_assert_int_eq(throttle_pause_us(&t, 0, 1000), 0);
	ck_assert_int_eq(throttle_penalty_us(&t, 0, 1000), S);
	throttle_learn(&t, 0, 0, 0, 0);		/* an answer without cost */
	ck_assert(!t.known);
}
END_TEST

START_TEST(waits_a_second_after_a_refusal)
{
	struct throttle t = { 0 };

	throttle_learn(&t, 0, P(2000), P(999), P(100));
	ck_assert_int_eq(throttle_penalty_us(&t, 0, 1000), S);
	ck_assert_int_eq(throttle_penalty_us(&t, 0, 1499), 5 * S);
}
END_TEST

/*
 * Queries of any cost against a bucket that does what Shopify's does: whoever
 * waits as told is never refused, and wastes less than a second.
 */
START_TEST(is_never_refused)
{
	struct test_random random = test_random_new("is_never_refused");
	int64_t now = 0, available = P(2000), spent = 0;
	struct throttle t = { 0 };

	throttle_learn(&t, now, P(2000), available, P(100));
	for (int i = 0; i < 2000; i++) {
		int cost = (int)test_random_below(&random, 1000) + 1;
		int64_t pause = throttle_pause_us(&t, now, cost);

		now += pause;
		available += pause * P(100) / S;
		if (available > P(2000))
			available = P(2000);
		ck_assert_int_ge(available, P(cost));
		available -= P(cost) / 2;	/* half is given back */
		spent += P(cost) / 2;
		throttle_learn(&t, now, P(2000), available, P(100));
	}
	ck_assert_int_le(now, (spent - P(1000)) / P(100) * S + 2000);
}
END_TEST

START_TEST(backs_off)
{
	struct test_random random = test_random_new("backs_off");
	static const struct { int attempt; int64_t most_us; } cases[] = {
		{ 1, S / 2 }, { 2, S }, { 3, 2 * S }, { 6, 16 * S },
		{ 7, 30 * S }, { 10, 30 * S }, { 1000, 30 * S },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (int n = 0; n < 200; n++) {
			int64_t us = throttle_backoff_us(cases[i].attempt,
				test_random_next(&random));

			ck_assert_int_le(us, cases[i].most_us);
			ck_assert_int_ge(us, cases[i].most_us / 2);
		}
	}
}
END_TEST

TEST_MAIN("shopify_throttle", waits_for_what_is_missing,
	  fills_up_again, knows_nothing_at_first,
	  waits_a_second_after_a_refusal,
	  is_never_refused, backs_off)
