#ifndef DOMAIN_READ_CUSTOMER_LIST_H
#define DOMAIN_READ_CUSTOMER_LIST_H

#include "domain/read/row_cursor.h"
#include "wrap/db.h"

/*
 * Customers as they are stored, newest first, by pages.  Texts may be NULL.  A
 * page with a search or a filter may be short of `limit`, or empty, without
 * being the last: next->id is 0 on that.  -1: as db_read().
 */

struct customer_row {
	int64_t id, shop_id;
	const char *email, *first_name, *last_name, *phone, *state, *country;
	int64_t created_at;		/* microseconds since 1970 */
	int64_t orders;			/* those that count */
	const char *spent;		/* what these come to now */
	const char *aov;		/* spent / orders; NULL without one */
	const char *first_day, *last_day;	/* of these orders */
	const char *currency;
	/* What Shopify says of all of a lifetime; both NULL: not known. */
	const char *amount_spent, *amount_spent_currency;
	/* Of last night (rollup/rfm.h); NULL before, and if PROSPECTS. */
	const char *rfm_group, *recency, *frequency, *monetary;
};

/*
 * `search` is the beginning of an e-mail address, a first or a last name, or
 * both names with a space, in any common spelling; `rfm_group` one of
 * rfm_codes.  Either may be NULL.
 */
int customer_list(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *search,
		  const char *rfm_group, const struct row_cursor *after,
		  int limit, struct customer_row **out, size_t *count,
		  struct row_cursor *next, struct xn_error *err);

/* `shop_id` 0: any of the tenant's.  -1 also: XN_NOT_FOUND. */
int customer_get(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t customer_id,
		 struct customer_row *out, struct xn_error *err);

#endif
