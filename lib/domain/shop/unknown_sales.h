#ifndef DOMAIN_SHOP_UNKNOWN_SALES_H
#define DOMAIN_SHOP_UNKNOWN_SALES_H

#include <stdint.h>

#include "wrap/db.h"

/*
 * What a shop's ledger has of sales of a kind that Shopify did not name, or
 * that we do not know (SALE_UNKNOWN of entity/ledger.h): they are stored, and
 * in no figure.
 */
struct unknown_sales {
	int64_t lines;		/* of the ledger; at least 1 */
	int64_t orders;		/* that have them */
	const char *from, *to;	/* first and last day, YYYY-MM-DD */
};

/*
 * Of one shop; NULL where it has none.  *out is in `a`.  -1: as db_read().
 */
int unknown_sales_get(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct unknown_sales **out,
		      struct xn_error *err);

/*
 * The same of all of the tenant's shops, or of one, if shop_id is not 0, in
 * the open transaction; then of each shop, in `a`, from these rows.
 */
void unknown_sales_queue(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t shop_id, struct db_rows **rows);
struct unknown_sales *unknown_sales_of_shop(struct arena *a,
					    const struct db_rows *rows,
					    int64_t shop_id);

#endif
