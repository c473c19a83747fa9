#ifndef SYNC_REFUND_LINES_H
#define SYNC_REFUND_LINES_H

#include "job.h"

/*
 * A bulk operation gives refunds without their lines, because a connection
 * within a list is not for it.  Read the orders that were stored so
 * (orders.headers_only) once more, whole, the newest first: a page of them,
 * and more until `until_us` (clock_mono_us()).  Where that was not enough there
 * is job->refunds_left, and job->detail says so.  Needs job->access.
 */
int refund_lines_read(struct job *job, int64_t until_us, struct xn_error *err);

#endif
