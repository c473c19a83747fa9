#ifndef WORKER_ACCEPT_H
#define WORKER_ACCEPT_H

/*
 * Which of `n` media types an Accept header (RFC 9110, 12.5.1) wants most, as
 * its index: of those that it names by type and subtype, and not by q=0 alone,
 * the first with the largest weight.  0: it names none, or is NULL.
 */
int accept_choose(const char *accept, const char *const *types, int n);

#endif
