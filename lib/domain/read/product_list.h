#ifndef DOMAIN_READ_PRODUCT_LIST_H
#define DOMAIN_READ_PRODUCT_LIST_H

#include "domain/read/row_cursor.h"
#include "wrap/db.h"

/* Products as they are stored; all else as customer_list.h has it. */
struct product_row {
	int64_t id, shop_id;
	const char *title, *handle, *status, *vendor, *type;
	int64_t created_at, published_at;
};

/* Which products; a NULL is not asked for. */
struct product_filter {
	int64_t shop_id;
	const char *status, *vendor, *type;
	const char *search;		/* in the title, whatever the case */
};

int product_list(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct product_filter *filter,
		 const struct row_cursor *after, int limit,
		 struct product_row **out, size_t *count,
		 struct row_cursor *next, struct xn_error *err);

#endif
