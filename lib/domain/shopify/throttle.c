#include "base/clock.h"

#include "domain/shopify/throttle.h"

#define BACKOFF_FIRST_US (CLOCK_SECOND_US / 2)
#define BACKOFF_MAX_US (30 * CLOCK_SECOND_US)

/* More than any plan has; keeps the products below within 64 bits. */
#define POINTS_MAX_E4 (INT64_C(1000000) * THROTTLE_POINT_E4)

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

void throttle_learn(struct throttle *t, int64_t now_us, int64_t maximum_e4,
		    int64_t available_e4, int64_t restore_e4)
{
	if (maximum_e4 <= 0 || restore_e4 <= 0)
		return;
	t->known = true;
	t->at_us = now_us;
	t->maximum_e4 = clamp(maximum_e4, THROTTLE_POINT_E4, POINTS_MAX_E4);
	t->available_e4 = clamp(available_e4, -t->maximum_e4, t->maximum_e4);
	t->restore_e4 = clamp(restore_e4, 1, POINTS_MAX_E4);
}

int64_t throttle_available_e4(const struct throttle *t, int64_t now_us)
{
	int64_t full_us, passed_us;

	if (!t->known)
		return 0;
	full_us = ((t->maximum_e4 - t->available_e4) * CLOCK_SECOND_US +
		   t->restore_e4 - 1) / t->restore_e4;
	passed_us = clamp(now_us - t->at_us, 0, full_us);
	return clamp(t->available_e4 +
		     t->restore_e4 * passed_us / CLOCK_SECOND_US,
		     0, t->maximum_e4);
}

int64_t throttle_pause_us(const struct throttle *t, int64_t now_us, int cost)
{
	int64_t wanted_e4, missing_e4, full_us, passed_us;

	if (!t->known)
		return 0;
	wanted_e4 = clamp(cost * THROTTLE_POINT_E4, 0, t->maximum_e4);
	missing_e4 = wanted_e4 - t->available_e4;
	if (missing_e4 <= 0)
		return 0;
	full_us = (missing_e4 * CLOCK_SECOND_US + t->restore_e4 - 1) /
		  t->restore_e4;
	passed_us = clamp(now_us - t->at_us, 0, full_us);
	return full_us - passed_us;
}

int64_t throttle_penalty_us(const struct throttle *t, int64_t now_us,
			    int cost)
{
	int64_t pause_us = throttle_pause_us(t, now_us, cost);

	return pause_us < CLOCK_SECOND_US ? CLOCK_SECOND_US : pause_us;
}

int64_t throttle_backoff_us(int attempt, uint64_t random)
{
	int64_t us = BACKOFF_FIRST_US;

	while (attempt-- > 1 && us < BACKOFF_MAX_US)
		us *= 2;
	us = clamp(us, 0, BACKOFF_MAX_US);
	return us - (int64_t)(random % (uint64_t)(us / 2 + 1));
}
