#ifndef DOMAIN_STORE_STORED_IDS_H
#define DOMAIN_STORE_STORED_IDS_H

#include "wrap/db.h"

/* What is stored of a shop, to be compared with what Shopify lists. */
enum stored_kind { STORED_CUSTOMERS, STORED_PRODUCTS, STORED_ORDERS };

/*
 * The next ids after `last`, in their order, some thousands at most: column id.
 * Only of what was made at or after `since` and before `until`, both as the
 * database takes them.  NULL: as db_read().
 */
struct db_rows *stored_ids(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, enum stored_kind kind,
			   int64_t last, const char *since, const char *until,
			   struct xn_error *err);

#endif
