#ifndef SYNC_RESETS_H
#define SYNC_RESETS_H

#include "sync.h"

/*
 * Mail the links that were asked for because a password was forgotten
 * (account/password_reset.h).  One that is not sent is told, and tried again.
 * -1: the database, or the settings of mail.
 */
int resets_send(struct sync *s, struct xn_error *err);

#endif
