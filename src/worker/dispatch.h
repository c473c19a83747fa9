#ifndef WORKER_DISPATCH_H
#define WORKER_DISPATCH_H

#include <stdbool.h>

#include "routes.h"

/*
 * Match a path, as it came, against a pattern, and decode each :segment into
 * param[].  A %2F within a segment is part of it.  Exposed for the unit tests
 * and the fuzzer.
 */
bool path_match(struct arena *a, const char *pattern, const char *path,
		const char *param[REQUEST_PARAMS]);

/*
 * Find the route, check its access, run its handler, fill the answer.  Knows
 * nothing of FastCGI: a request in, its answer out.
 */
void dispatch(struct request *req);

#endif
