#ifndef DOMAIN_SHOPIFY_THROTTLE_H
#define DOMAIN_SHOPIFY_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Shopify's rate limit of one shop: a bucket of points that fills at a steady
 * rate.  What a query may cost at most is taken out when it arrives, what it
 * did not need is given back, and every answer tells how much is left.
 *
 * Pure arithmetic: the caller says what time it is (any clock that does not
 * go back, in microseconds).  Points are in 1/10,000, as base/money.h reads
 * them.
 */
#define THROTTLE_POINT_E4 INT64_C(10000)

struct throttle {
	bool known;		/* an answer has told the numbers below */
	int64_t at_us;		/* when it did */
	int64_t maximum_e4;
	int64_t available_e4;
	int64_t restore_e4;	/* a second */
};

/* Take over what an answer says. */
void throttle_learn(struct throttle *t, int64_t now_us, int64_t maximum_e4,
		    int64_t available_e4, int64_t restore_e4);

/*
 * What there is by now, 0 at least: what was told and what has been restored
 * since.  0 if nothing is known yet.
 */
int64_t throttle_available_e4(const struct throttle *t, int64_t now_us);

/*
 * How long until a query of `cost` points goes through: 0 if it does now, or
 * if nothing is known yet.  One that is larger than the bucket waits for a
 * full bucket.
 */
int64_t throttle_pause_us(const struct throttle *t, int64_t now_us, int cost);

/* After a query was throttled: the same, but at least a second. */
int64_t throttle_penalty_us(const struct throttle *t, int64_t now_us,
			    int cost);

/*
 * The pause before attempt `attempt` (1: the second one) at something that
 * failed: doubling from half a second to 30 s, of which `random` takes up to
 * a half away, so that many processes do not come back at once.
 */
int64_t throttle_backoff_us(int attempt, uint64_t random);

#endif
