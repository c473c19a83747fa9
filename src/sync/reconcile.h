#ifndef SYNC_RECONCILE_H
#define SYNC_RECONCILE_H

#include "job.h"

/*
 * Once a night: read what was changed in the last days once more, whatever
 * the watermarks say, look for what was deleted, read the orders again whose
 * customer is gone, and ask for Shopify's own figures of the last days.
 */
int reconcile_read(struct job *job, struct xn_error *err);

#endif
