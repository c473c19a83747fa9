#ifndef WORKER_ACCESS_H
#define WORKER_ACCESS_H

#include "routes.h"

/*
 * Whether the request may come in by this route; sets who it is.
 * -1: XN_UNAUTHENTICATED, XN_FORBIDDEN.
 *
 * Whether a token's session goes on is asked together with the handler's
 * first statement (db_guard()), so it costs no trip of its own.
 */
int access_check(const struct route *route, struct request *req,
		 struct xn_error *err);

/* After a handler that had no statement to ask it with: ask now. */
int access_settle(struct request *req, struct xn_error *err);

#endif
