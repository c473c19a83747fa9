#ifndef SYNC_REFUND_LINES_H
#define SYNC_REFUND_LINES_H

#include "job.h"

/*
 * A bulk operation gives refunds without their lines, because a connection
 * within a list is not for it.  Read the orders that were stored so
 * (orders.headers_only) once more, whole.
 */
int refund_lines_read(struct job *job, struct xn_error *err);

#endif
