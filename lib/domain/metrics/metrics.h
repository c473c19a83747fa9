#ifndef DOMAIN_METRICS_METRICS_H
#define DOMAIN_METRICS_METRICS_H

#include <stddef.h>

#include "wrap/db.h"

/*
 * What a tenant's shops sold.  Every figure comes from the rollups, but for
 * the parts of a day that a range of instants begins or ends with, which come
 * from the ledger.  Money leaves as the database's exact digits.  Figures of
 * several currencies are never added: each has a row of its own; what is
 * converted stands beside them.
 */
struct metrics_range {
	int64_t shop_id;	/* 0: all of the tenant's shops */
	/*
	 * Whole days in each shop's zone, both inclusive, YYYY-MM-DD; NULL
	 * from means the 30 days up to `to`, NULL to means today.
	 */
	const char *from_day;
	const char *to_day;
	/*
	 * Or instants, RFC 3339, both inclusive, which win over the days.
	 * NULL: the range is of days on that side.
	 */
	const char *from_instant;
	const char *to_instant;
};

/*
 * The version of a shop's data (or a digest of all the tenant's shops'): it
 * changes with every change, so an answer made at a version stays true, for
 * the same days, as long as the version is that.  -1: XN_NOT_FOUND, the shop
 * is not this tenant's.
 */
int metrics_version(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, int64_t *version, struct xn_error *err);

/* One currency's sums.  The texts are decimal digits. */
struct metrics_sums {
	const char *currency;
	int64_t orders;
	int64_t units_ordered;
	int64_t units_net;
	int64_t derived;	/* sales that are not Shopify's own */
	const char *gross_sales;
	const char *discounts;
	const char *sales_reversals;
	const char *net_sales;
	const char *shipping;
	const char *taxes;
	const char *duties;
	const char *fees;
	const char *total_sales;	/* the revenue */
	const char *tips;
	const char *gift_card_sales;
	const char *aov;		/* NULL without an order */
};

/* Into what amounts are converted. */
struct metrics_into {
	const char *currency;	/* NULL: that of most shops; see README */
};

/* What converted amounts were converted by. */
struct metrics_rates {
	const char *source;		/* NULL: by nothing */
	const char *from_day, *to_day;	/* of the first and last rate used */
	/* Where a rate is not there, and the amounts are NULL; or NULL. */
	const char *missing_currency, *missing_day;
};

/* Amounts to be divided by each other, not rounded.  NULL as the rounded. */
struct metrics_exact {
	const char *gross_sales, *discounts, *sales_reversals, *net_sales;
	const char *sold;		/* gross_sales - discounts */
};

/* A range's sums in one currency, each day at its rates (exchange.h). */
struct metrics_converted {
	struct metrics_sums sums;	/* rounded to the currency's unit */
	struct metrics_exact exact;
	struct metrics_rates rates;
};

/*
 * One currency's customers: distinct ones, those of different shops being
 * different.  Guests are none.
 */
struct metrics_people {
	int64_t active;		/* with an order in range */
	int64_t fresh;		/* with their first order in range */
	int64_t returning;	/* with one in range that is not their first */
	int64_t only_once;	/* of the active: that order is all, ever */
	int64_t guest_orders;
	bool complete;		/* else of the customers built so far */
};

/* What a range came to. */
struct metrics_period {
	/* Of all shops the first and the last day; NULL: no shop. */
	const char *from_day;
	const char *to_day;
	const char *until;		/* the last instant of a cut; or NULL */
	/* Since the last day, where that is least; of metrics_read_period(). */
	int64_t age_days;
	struct metrics_sums *sums;	/* one a currency, most revenue first */
	size_t nsums;
	struct metrics_people *people;	/* as many; NULL: not asked */
	/* NULL: not asked, or nothing to convert. */
	struct metrics_converted *converted;
};

/*
 * What a range is held against.  A range that today is in is compared like
 * for like: the other one ends at the same time of the day, too.
 */
enum metrics_against {
	AGAINST_NOTHING,
	AGAINST_PREVIOUS,	/* as many days, right before */
	AGAINST_YEAR,		/* the same dates of the year before */
	AGAINST_YEAR_DOW,	/* the same weekdays: 364 days before */
	AGAINST_DAYS,		/* days of their own */
};

struct metrics_comparison {
	enum metrics_against against;
	const char *from_day, *to_day;	/* of AGAINST_DAYS */
};

struct metrics_overview {
	int64_t customers;		/* all there are, not deleted */
	int64_t recent_events;		/* of the last 24 hours */
	struct metrics_period now;
	struct metrics_period then;	/* empty with AGAINST_NOTHING */
};

/*
 * `into` may be NULL: nothing is converted.
 * -1: XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
int metrics_overview(struct db *db, struct arena *a, int64_t tenant_id,
		     const struct metrics_range *range,
		     const struct metrics_comparison *comparison,
		     const struct metrics_into *into,
		     struct metrics_overview *out, struct xn_error *err);

struct metrics_customer {
	const char *id;
	const char *shop_id;		/* whose customer it is */
	const char *email;		/* these three may be NULL */
	const char *first_name;
	const char *last_name;
	const char *spent;		/* in range; NULL: a rate is missing */
	int64_t orders;			/* in range */
	int64_t lifetime_orders;
	int64_t engagement;		/* of a lifetime; see store/event.h */
	const char *currency;
	const struct metrics_rates *rates;	/* NULL: not converted */
};

/*
 * By what was spent on orders placed in range, most first, then by id: the
 * first `limit` of each currency, one currency after the other, or `into` one,
 * each order at the rates of its day, those of all shops together.  A range
 * without beginning and end is all time.
 */
int metrics_top_customers(struct db *db, struct arena *a, int64_t tenant_id,
			  const struct metrics_range *range, int limit,
			  const struct metrics_into *into,
			  struct metrics_customer **out, size_t *count,
			  struct xn_error *err);

#endif
