#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"

#include "domain/upkeep/replica.h"

DB_QUERY(replica_select_primary, 0,
	"SELECT pg_current_wal_lsn() AS position");

/* Both are asked as often as this, and more often where the limit is short. */
#define ASK_EVERY_US CLOCK_SECOND_US

/* A server that is no replica (any more) is behind nobody. */
DB_QUERY(replica_select_reached, 2,
	"SELECT coalesce(NOT recovers OR replayed >= $1::pg_lsn, false)"
	"  AS reaches_now,"
	" coalesce(NOT recovers OR replayed >= $2::pg_lsn, false)"
	"  AS reaches_mark"
	" FROM (SELECT pg_is_in_recovery() AS recovers,"
	"  pg_last_wal_replay_lsn() AS replayed) AS r");

void replica_init(struct replica *r, struct db *primary, struct db *copy,
		  int lag_max_s)
{
	*r = (struct replica){ .primary = primary, .copy = copy,
		.lag_max_us = lag_max_s * CLOCK_SECOND_US };
}

static void set_mark(struct replica *r, const char *position, int64_t now_us)
{
	snprintf(r->mark, sizeof(r->mark), "%s", position);
	r->mark_us = now_us;
}

static int ask(struct replica *r, struct arena *a, int64_t now_us)
{
	struct xn_error err = { 0 };
	struct db_rows *at, *reached;
	const char *position;

	at = db_read(r->primary, a, 0, &replica_select_primary, DB_NO_ARGS,
		     &err);
	if (!at)
		return -1;
	position = db_text(at, 0, "position");
	reached = db_read(r->copy, a, 0, &replica_select_reached,
			  DB_ARGS(position, *r->mark ? r->mark : NULL), &err);
	if (!reached)
		return -1;
	if (db_bool(reached, 0, "reaches_now"))
		r->fresh_us = now_us;
	else if (db_bool(reached, 0, "reaches_mark"))
		r->fresh_us = r->mark_us;
	else if (*r->mark)
		return 0;	/* the mark is what it has to reach first */
	set_mark(r, position, now_us);
	return 0;
}

static bool is_fresh(const struct replica *r, int64_t now_us)
{
	return r->fresh_us && now_us - r->fresh_us <= r->lag_max_us;
}

struct db *replica_choose(struct replica *r, struct arena *a)
{
	int64_t now_us = clock_mono_us(), pause_us = r->lag_max_us / 4;

	if (pause_us > ASK_EVERY_US)
		pause_us = ASK_EVERY_US;
	if (!r->asked_us || now_us - r->asked_us >= pause_us) {
		bool was = !r->asked_us || is_fresh(r, r->asked_us);

		r->asked_us = now_us;
		if (ask(r, a, now_us))
			r->fresh_us = 0;
		if (was && !is_fresh(r, now_us))
			log_warn("the replica is behind: reading from the "
				 "primary");
	}
	return is_fresh(r, now_us) ? r->copy : r->primary;
}
