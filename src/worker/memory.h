#ifndef WORKER_MEMORY_H
#define WORKER_MEMORY_H

#include "request.h"

/*
 * Answers that this worker gave, by address and tag; some 8 MB of them, each of
 * half a megabyte at most.  A tag (an ETag) names whose data, which version of
 * it and, where that matters, which stretch of time: an answer found under the
 * same tag is still true, to the digit.
 */

/*
 * Answer with what was given before, which stays this module's, until the next
 * memory_keep().  False: there is nothing.
 */
bool memory_reply(struct request *req);

/* Keep the answer of `req`, in the place of others. */
void memory_keep(const struct request *req);

#endif
