#ifndef DOMAIN_METRICS_SALES_H
#define DOMAIN_METRICS_SALES_H

#include <stdbool.h>

#include "domain/metrics/metrics.h"

/*
 * What was sold, taken apart, by sums that are stored, and of the days that
 * instants cut by their rows; only pairs are made of all orders of the range,
 * so that they cost what it holds.  Where `into` is not NULL it has a currency,
 * and the answer is in that one alone: each day's amounts at that day's rates,
 * each figure rounded once, and the totals' only sums those of
 * totals.converted.  What lacks a rate has NULL for its amounts, and its
 * counts.  Every function is -1 with XN_NOT_FOUND (the shop is not this
 * tenant's), or as db_read().
 */

/* What a breakdown goes by. */
enum metrics_by {
	BY_DISCOUNT_CODE,
	BY_PRODUCT,
	BY_VENDOR,
	BY_TYPE,
	BY_CHANNEL,
	BY_COUNTRY,
	BY_NKINDS
};

/* One key's part; sums.currency says of which currency's totals. */
struct metrics_slice {
	const char *key;		/* "" where there is none */
	const char *shop_id;		/* whose product it is; else NULL */
	const char *label;		/* may be NULL */
	const char *vendor;		/* of a product; may be NULL */
	const char *product_type;
	bool is_rest;			/* all the keys that are not here */
	/*
	 * Of a code: of the orders those that are their customer's first; -1:
	 * not all customers are counted yet.
	 */
	int64_t new_orders;
	struct metrics_sums sums;
	/* What `sums` is of; NULL: nothing was converted. */
	const struct metrics_converted *converted;
};

struct metrics_breakdown {
	struct metrics_period totals;
	struct metrics_slice *slices;	/* by currency, then by net sales */
	size_t nslices;
	bool has_new;			/* new_orders of slices: by code */
};

/*
 * The `limit` keys with most net sales of each currency, or in the one of
 * `into`, and the rest as one.  The amounts add up to the totals (not by
 * discount code: an order counts for each of its codes).  Orders add up where a
 * key is an order's.  Converted, it reads every day's rows of every key.
 */
int metrics_breakdown(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, enum metrics_by by,
		      int limit, const struct metrics_into *into,
		      struct metrics_breakdown *out, struct xn_error *err);

/*
 * The same by product, without the rest: of what was sold as a product, the
 * `limit` with most net sales of each currency, or in the one of `into`.  A
 * gift card is none.
 */
int metrics_top_products(struct db *db, struct arena *a, int64_t tenant_id,
			 const struct metrics_range *range, int limit,
			 const struct metrics_into *into,
			 struct metrics_breakdown *out, struct xn_error *err);

/* One currency's orders with and without a discount, as they were placed. */
struct metrics_discounts {
	const char *currency;
	int64_t orders, discounted_orders;
	const char *aov_discounted;	/* NULL without such an order */
	const char *aov_full_price;
};

struct metrics_discounting {
	struct metrics_period totals;
	struct metrics_discounts *rows;	/* one a currency of the totals' */
	size_t nrows;
};

int metrics_discounts(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range,
		      const struct metrics_into *into,
		      struct metrics_discounting *out, struct xn_error *err);

/* What was given back, some days after the order. */
struct metrics_reversal {
	const char *currency;
	int bucket;			/* 0: whatever the time it took */
	int64_t orders, units;
	const char *sold;		/* gross - discounts; of bucket 0 */
	const char *sales, *shipping, *taxes, *total;	/* positive */
	/* `sold` and `sales` as they are, to be divided by each other. */
	const char *exact_sold, *exact_sales;
	const struct metrics_rates *rates;	/* NULL: not converted */
};

struct metrics_reversals {
	struct metrics_period totals;
	bool is_mature;		/* of orders: the last is 30 days old */
	struct metrics_reversal *rows;	/* by currency, then bucket */
	size_t nrows;
};

/* The days of a bucket, both inclusive; to is -1 for the last. */
#define METRICS_NBUCKETS 9
void metrics_bucket(int bucket, int *from_days, int *to_days);

/*
 * What was given back in the range, or (by_order) whenever of the orders
 * placed in it.  Converted, it is that at the rates of the day when it was
 * given back, or (by_order) of the order's.
 */
int metrics_reversals(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, bool by_order,
		      const struct metrics_into *into,
		      struct metrics_reversals *out, struct xn_error *err);

/* Two products that are bought together more often than by chance. */
struct metrics_pair {
	const char *shop_id;
	const char *a_id, *a_title, *b_id, *b_title;	/* titles may be NULL */
	int64_t orders;			/* with both */
	const char *support, *confidence, *reverse_confidence;	/* percent */
	const char *lift;
};

/*
 * Pairs in five orders or more, with a lift above 1, by orders * ln(lift).
 * `a` is the rarer product: confidence is the share of its orders that have b.
 */
int metrics_pairs(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range, int limit,
		  struct metrics_pair **out, size_t *count,
		  struct xn_error *err);

#endif
