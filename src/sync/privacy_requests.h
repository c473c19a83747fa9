#ifndef SYNC_PRIVACY_REQUESTS_H
#define SYNC_PRIVACY_REQUESTS_H

#include "sync.h"

/*
 * Carry out the privacy requests that wait (privacy/privacy.h).  One that
 * cannot be decided just now waits on.  -1: the database failed.
 */
int privacy_requests_carry_out(struct sync *s, struct xn_error *err);

#endif
