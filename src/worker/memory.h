#ifndef WORKER_MEMORY_H
#define WORKER_MEMORY_H

#include "request.h"

/*
 * Answers that a worker gave, for all of them, by address and tag; some 16 MB,
 * each of half a megabyte at most, the latest.  A tag (an ETag) names whose
 * data, which version of it, of which program and, where that matters, which
 * stretch of time: an answer found under the same tag is still true, to the
 * digit.
 */

/*
 * Share the answers in this directory (wrap/shared.h); NULL: with nobody.  Once
 * a process, before the others.  -1: XN_UNAVAILABLE, the text names the file.
 */
int memory_open(const char *dir, struct xn_error *err);

/* This program, for a tag: another version of it may answer otherwise. */
uint64_t memory_program(void);

/* Answer with what was given before.  False: there is nothing. */
bool memory_reply(struct request *req);

/* Keep the answer of `req`, in the place of others. */
void memory_keep(const struct request *req);

#endif
