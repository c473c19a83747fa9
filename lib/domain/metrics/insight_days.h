#ifndef DOMAIN_METRICS_INSIGHT_DAYS_H
#define DOMAIN_METRICS_INSIGHT_DAYS_H

#include "domain/metrics/insight.h"
#include "domain/metrics/metrics_range.h"

/*
 * The whole days that stand out (insight.h), newest first, then the strongest.
 * Queue what they are found in; when the answer is in, insight_days_get() puts
 * `limit` at most into *out and tells how many.  In whole numbers: a median is
 * half of one.
 */
void insight_days_queue(struct db *db, struct arena *a,
			const struct metrics_args *args, struct db_rows **rows);
size_t insight_days_get(struct arena *a, const struct db_rows *rows,
			size_t limit, struct insight *out);

#endif
