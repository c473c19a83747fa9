#ifndef DOMAIN_UPKEEP_REPLICA_H
#define DOMAIN_UPKEEP_REPLICA_H

#include "wrap/db.h"

/*
 * A replica that is read from as long as it is not too far behind: all that
 * the primary had committed `lag_max_us` ago, or later, is known to be in it.
 * Known it is by positions in the WAL, so that no clock and no quiet primary
 * deceives: one that the primary was at is kept with its time, and asked of
 * the replica later.
 */
struct replica {
	struct db *primary, *copy;
	int64_t lag_max_us;
	int64_t asked_us;	/* when both were asked; 0: never */
	int64_t fresh_us;	/* what was there then is in the copy */
	int64_t mark_us;	/* when the primary was at `mark` */
	char mark[24];		/* a pg_lsn; empty: none */
};

void replica_init(struct replica *r, struct db *primary, struct db *copy,
		  int lag_max_s);

/*
 * The one to read from now: the copy, or the primary where the copy is too
 * far behind or cannot be asked.  Costs a trip to each, once a second (four
 * times in lag_max_us where that is less than four seconds).
 */
struct db *replica_choose(struct replica *r, struct arena *a);

#endif
