#ifndef DOMAIN_UPKEEP_VERIFY_SAMPLE_H
#define DOMAIN_UPKEEP_VERIFY_SAMPLE_H

#include "wrap/db.h"

/*
 * A part of verify.h that costs next to nothing: what depends on one month of
 * a shop alone.  Between two runs of the whole it finds what is widespread.
 */
enum verify_sample_check {
	SAMPLE_ROLLUP_DAY,
	SAMPLE_CUSTOMER_MONTH,
	SAMPLE_ROLLUP_EVENT,
	SAMPLE_LOCAL_DAY,
	SAMPLE_NCHECKS
};

const char *verify_sample_name(enum verify_sample_check check);

/* A month at random of those with sales, its first day; NULL: there is none. */
int verify_sample_month(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, const char **month,
			struct xn_error *err);

/* How many rows of that month differ, by check. */
int verify_sample(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *month,
		  int64_t drift[SAMPLE_NCHECKS], struct xn_error *err);

#endif
