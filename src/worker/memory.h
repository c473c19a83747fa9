#ifndef WORKER_MEMORY_H
#define WORKER_MEMORY_H

#include "request.h"

/*
 * Answers that this worker gave, by address and tag.  A tag (an ETag) names
 * whose data, which version of it and, where that matters, which stretch of
 * time: an answer found under the same tag is still true, to the digit.
 */

/* Answer with what was given before.  False: there is nothing. */
bool memory_reply(struct request *req);

/* Keep the answer of `req`, in the place of an older one. */
void memory_keep(const struct request *req);

#endif
