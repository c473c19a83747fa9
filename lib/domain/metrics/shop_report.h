#ifndef DOMAIN_METRICS_SHOP_REPORT_H
#define DOMAIN_METRICS_SHOP_REPORT_H

#include <stdbool.h>

#include "domain/metrics/metrics.h"
#include "domain/shopify/figures.h"

/*
 * Shopify's own figures of days, stored as they were told, and held against
 * ours whenever they are read: a later correction of ours shows at once.
 */

/* So many whole days before today are asked for. */
#define SHOP_REPORT_DAYS 35

/* Which days those are in the shop's zone.  -1 also: XN_NOT_FOUND. */
int shop_report_days(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t *first, int64_t *last,
		     struct xn_error *err);

/* Store an answer, in place of what was told of the same days. */
int shop_report_store(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct shopify_figure *figures,
		      size_t count, struct xn_error *err);

/* Note that there was no answer, and why; what was told before stays. */
int shop_report_fail(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const char *reason,
		     struct xn_error *err);

/* A shop: `reason` is NULL where its last question was answered. */
struct shop_report {
	const char *shop_id;
	const char *reason;
	int64_t asked_us;	/* 0: never */
};

/* A day's figure, or (day is NULL) a metric's sum over the days compared. */
struct shop_report_row {
	const char *shop_id;
	const char *currency;
	const char *day;
	const char *metric;
	const char *ours, *theirs;	/* decimal digits */
	const char *difference;		/* ours - theirs */
	bool is_different;
	bool is_exact;			/* of ours: no derived row is in it */
	int64_t asked_us;
	int64_t days, days_different;	/* of a sum */
};

struct shop_reports {
	struct shop_report *shops;
	struct shop_report_row *rows;	/* by shop, day, metric */
	struct shop_report_row *sums;	/* by shop, metric */
	size_t nshops, nrows, nsums;
};

/*
 * Of the days that the range touches.  -1: XN_NOT_FOUND, the shop is not this
 * tenant's; or as db_read().
 */
int shop_report_list(struct db *db, struct arena *a, int64_t tenant_id,
		     const struct metrics_range *range,
		     struct shop_reports *out, struct xn_error *err);

#endif
