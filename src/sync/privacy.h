#ifndef SYNC_PRIVACY_H
#define SYNC_PRIVACY_H

#include "sync.h"

/*
 * Carry out the privacy requests that wait (privacy/privacy.h).  One that
 * cannot be decided just now waits on.  -1: the database failed.
 */
int privacy_carry_out(struct sync *s, struct xn_error *err);

#endif
