#ifndef WORKER_CORS_H
#define WORKER_CORS_H

#include "base/buf.h"

#include "request.h"

/*
 * A front end that is served from elsewhere (the Fetch standard, CORS).  Off
 * unless cors_origin names origins, comma between them; only those are ever
 * echoed.  No credentials: the token travels in a header.
 *
 * What storefronts tell (POST /api/events) is open to every origin.
 */

/* Decide it for a request, into its answer. */
void cors_decide(struct request *req);

/* The headers that come of it. */
void cors_print(const struct request *req, struct buf *out);

#endif
