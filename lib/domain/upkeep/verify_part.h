#ifndef DOMAIN_UPKEEP_VERIFY_PART_H
#define DOMAIN_UPKEEP_VERIFY_PART_H

#include "wrap/db.h"

/*
 * For verify.c: how many rows of rollup_part differ that are built by days,
 * *days of days that are not marked, from the facts, and *longer of what days
 * make up.  A year at a time: of a large shop all of it takes longer than a
 * statement may.
 */
int verify_parts(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t *days, int64_t *longer,
		 struct xn_error *err);

#endif
