#ifndef DOMAIN_RUN_BREAKER_H
#define DOMAIN_RUN_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "wrap/db.h"

/*
 * A shop that cannot be reached at Shopify run after run is tried ever more
 * seldom, so that its waits and retries are not in others' way.  After n
 * failures in a row the schedule keeps off it for 10 minutes * 2^(n-1), four
 * hours at most, less up to a fifth of that at random.  It stands in the
 * shop's row: whatever process or host looks next.  A run that ends well
 * clears it (run_finish()), and so does one that somebody asks for, which
 * waits for nothing (run_create()).
 */
#define BREAKER_IS_OPEN " coalesce(next_attempt_at > now(), false) "
#define BREAKER_CLEARED " failures = 0, next_attempt_at = NULL "

/*
 * Whether a run that ended with `code` is to count: Shopify did not answer,
 * or has closed the shop.  Not a dead token, a missing scope, or our fault.
 */
bool breaker_counts(enum xn_code code);

/* One more failure.  *wait_s is until the next attempt.  -1: the database. */
int breaker_count(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, int64_t *wait_s, struct xn_error *err);

/* Collect within the caller's transaction: as if it had never failed. */
void breaker_queue_clear(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t shop_id);

#endif
