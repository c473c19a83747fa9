#ifndef WORKER_RECENT_H
#define WORKER_RECENT_H

#include "request.h"

/*
 * What the database said to a session within the last second, as long as
 * nobody wrote anything for its tenant since (wrap/writes.h): that the session
 * goes on, and which version a shop's data has.
 */

/*
 * True: *version is the shop's (or, of 0, all shops'), and the session need not
 * be asked for any more.
 */
bool recent_version(struct request *req, int64_t shop_id, int64_t *version);

/* The database let the session in at `asked_us` or later, and said this. */
void recent_keep(const struct request *req, int64_t shop_id, int64_t asked_us,
		 int64_t version);

#endif
