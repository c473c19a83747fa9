#ifndef SYNC_REREAD_H
#define SYNC_REREAD_H

#include "job.h"

/*
 * Read the orders that are marked (store/order_reread.h), and take the marks
 * off.  Needs job->access.
 */
int reread_orders(struct job *job, struct xn_error *err);

#endif
