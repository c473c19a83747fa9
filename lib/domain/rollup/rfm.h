#ifndef DOMAIN_ROLLUP_RFM_H
#define DOMAIN_ROLLUP_RFM_H

#include "wrap/db.h"

/*
 * Customers by how recently (R), how often (F) and for how much (M) they have
 * ordered: each a score from 1 to 5, by the fifths of the shop's customers with
 * an order.  Equal values have equal scores, so the fifths need not be equal.
 *
 * The groups are those of Shopify's CustomerRfmGroup, which goes by R and by
 * FM = (F + M) / 2 (Shopify's help: RFM customer analysis; what each group is
 * in words: shopify.dev, CustomerRfmGroup).  Where one ends and the next begins
 * is only said in words there; here it is
 *
 *	FM	1 - 1.5		2 - 3.5			4 - 5
 *	R 5	NEW		ACTIVE			CHAMPIONS
 *	  4	PROMISING	ACTIVE			LOYAL
 *	  3	ALMOST_LOST	NEEDS_ATTENTION		LOYAL
 *
 *	FM	1 - 1.5		2 - 2.5		3 - 4	4.5 - 5
 *	R 2	DORMANT		ALMOST_LOST	AT_RISK	PREVIOUSLY_LOYAL
 *	  1	DORMANT		DORMANT		AT_RISK	PREVIOUSLY_LOYAL
 *
 * and PROSPECTS without an order.
 */
enum rfm_group {
	RFM_CHAMPIONS,
	RFM_LOYAL,
	RFM_ACTIVE,
	RFM_NEW,
	RFM_PROMISING,
	RFM_NEEDS_ATTENTION,
	RFM_ALMOST_LOST,
	RFM_AT_RISK,
	RFM_PREVIOUSLY_LOYAL,
	RFM_DORMANT,
	RFM_PROSPECTS,
	RFM_NGROUPS
};

/* "NEEDS_ATTENTION", as Shopify spells it, and "Needs attention". */
extern const char *const rfm_codes[RFM_NGROUPS];
const char *rfm_name(enum rfm_group group);

/*
 * Score a shop's customers as of today (xeno-sync rfm): the fifths are found
 * without a lock, then the customers are gone through by slices of ids, each
 * under the shop's lock for a moment; only rows that change are written.
 */
struct rfm_work {
	const char *as_of, *recency, *frequency, *monetary;
	const char *after;		/* the last customer of the slices */
};

int rfm_begin(struct db *db, struct arena *a, int64_t tenant_id,
	      int64_t shop_id, struct rfm_work *work, struct xn_error *err);

/* The next slice; when *done, what came of it is told to readers. */
int rfm_continue(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, struct rfm_work *work, bool *done,
		 struct xn_error *err);

/* What the last time came to.  Spent is what the orders come to now. */
struct rfm_part {
	int64_t customers, orders;
	const char *spent;
};

struct rfm_shop {
	const char *shop_id, *currency, *as_of;
	/* JSON arrays of four: who is above all of them has R 1, F 5, M 5. */
	const char *recency, *frequency, *monetary;
	struct rfm_part groups[RFM_NGROUPS];
};

/* `shop_id` 0: all shops.  -1: XN_NOT_FOUND, not this tenant's. */
int rfm_list(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, struct rfm_shop **out, size_t *count,
	     struct xn_error *err);

#endif
