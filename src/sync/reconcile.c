#include "base/clock.h"

#include "deletions.h"
#include "readings.h"
#include "reconcile.h"
#include "report.h"
#include "reread.h"

#define DAY_US (24 * 3600 * CLOCK_SECOND_US)

/* What a search index, a lost webhook or a wrong clock may have hidden. */
#define RECENT_US (3 * DAY_US)

/* Of the 60 days that are seen without read_all_orders, a day less. */
#define SEEN_US (59 * DAY_US)

int reconcile_read(struct job *job, struct xn_error *err)
{
	int64_t watermark_us[RESOURCE_NKINDS], from_us[RESOURCE_NKINDS];
	int64_t now_us = clock_now_us();

	if (shops_watermarks(job->sync, job->page, &job->shop, watermark_us,
			     err))
		return -1;
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		if (!watermark_us[i])
			return full_read(job, err);
		from_us[i] = now_us - RECENT_US;
		if (watermark_us[i] < from_us[i])
			from_us[i] = watermark_us[i] - CHANGES_OVERLAP_US;
	}
	if (full_read_shop(job, err) || changes_read(job, from_us, err))
		return -1;
	if (deletions_find(job, job->sees_all_orders ? 0 : now_us - SEEN_US,
			   err))
		return -1;
	return reread_orders(job, err) || report_read(job, err) ? -1 : 0;
}
