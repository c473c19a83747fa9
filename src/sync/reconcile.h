#ifndef SYNC_RECONCILE_H
#define SYNC_RECONCILE_H

#include "job.h"

/*
 * Once a night: read what was changed in the last days once more, whatever
 * the watermarks say, and look for what was deleted.
 */
int reconcile_read(struct job *job, struct xn_error *err);

#endif
