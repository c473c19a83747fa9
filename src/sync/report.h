#ifndef SYNC_REPORT_H
#define SYNC_REPORT_H

#include "job.h"

/*
 * Ask Shopify for its own figures of the last days (metrics/shop_report.h),
 * where the app has the scope.  That it does not answer fails no run: it is
 * said in job->detail, and noted.  Needs job->access, and full_read_shop()
 * before.
 */
int report_read(struct job *job, struct xn_error *err);

#endif
