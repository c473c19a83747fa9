#ifndef DOMAIN_READ_PLACE_H
#define DOMAIN_READ_PLACE_H

#include "wrap/db.h"

/*
 * Long answers, a whole table or an archive, take a worker for as long as they
 * take, and a CPU of the server's: one is made at a time, of all tenants, so
 * that whoever reads all there is keeps nobody's dashboard waiting.
 */
struct place {
	struct db *db;			/* NULL: it is not ours */
	struct arena *arena;
};

/*
 * Take the place until place_give_back(), until the reset of `a`, where *p is,
 * or until the connection's end, should the worker die.  -1: XN_THROTTLED,
 * another has it, or as db_read().
 */
int place_take(struct place *p, struct db *db, struct arena *a,
	       struct xn_error *err);

/*
 * Not within a transaction; best before the end is sent, for who has that may
 * ask for the next.  Once more does nothing.
 */
void place_give_back(struct place *p);

#endif
