#ifndef DOMAIN_READ_ORDER_LIST_H
#define DOMAIN_READ_ORDER_LIST_H

#include <stdbool.h>

#include "domain/metrics/metrics.h"

/* Orders as they are stored, to look at.  Texts may be NULL. */

/* Where a page ended; the next begins right behind it. */
struct order_cursor {
	int64_t processed_at;		/* microseconds since 1970 */
	int64_t order_id;		/* 0: from the newest */
	int64_t shop_id;		/* of alike orders the highest first */
};

/* Which orders; a NULL is not asked for. */
struct order_filter {
	struct metrics_range range;	/* without bounds: of all time */
	const char *financial_status, *fulfillment_status;
	const char *channel, *country, *discount_code;
	const char *state;		/* open, closed, cancelled, test */
	int64_t customer_id;		/* 0: anybody's */
	/*
	 * The beginning of an order's name, with or without its #, or of the
	 * customer's e-mail address; or the order's id.
	 */
	const char *search;
};

struct order_row {
	int64_t id, shop_id, customer_id;	/* 0: a guest */
	const char *name, *email;
	const char *customer_email, *first_name, *last_name;
	int64_t processed_at, created_at, cancelled_at, closed_at;
	const char *financial_status, *fulfillment_status;
	const char *channel, *country;
	const char *discount_codes;	/* a JSON array */
	const char *total_price;	/* as Shopify has it */
	const char *spent;		/* what it comes to now */
	const char *currency;
	const char *cancel_reason;
	bool test, counted;
	int64_t units;
};

/*
 * Newest first.  next->order_id is 0 on the last page; a page may be short of
 * `limit` without being the last, where a filter or a search that few orders
 * pass would have to look through too many.  -1: as db_read().
 */
int order_list(struct db *db, struct arena *a, int64_t tenant_id,
	       const struct order_filter *filter,
	       const struct order_cursor *after, int limit,
	       struct order_row **out, size_t *count,
	       struct order_cursor *next, struct xn_error *err);

struct order_line_row {
	int64_t id, product_id, variant_id;	/* 0: none */
	const char *title, *variant_title, *sku, *vendor;
	int64_t quantity;
	const char *current_quantity;
	const char *unit_price, *discount, *tax;
	bool gift_card;
};

/* One event of its ledger (entity/ledger.h). */
struct order_sale_row {
	int64_t happened_at;
	const char *side, *type, *source, *title;
	bool initial;
	int64_t line_id, product_id;
	int64_t quantity;
	const char *gross, *discount, *net, *tax, *total;
};

struct order_detail {
	struct order_row order;
	struct order_line_row *lines;
	size_t nlines;
	struct order_sale_row *sales;	/* in the order of time */
	size_t nsales;
};

/* `shop_id` 0: any of the tenant's.  -1: XN_NOT_FOUND, or as db_read(). */
int order_get_detail(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t order_id,
		     struct order_detail *out, struct xn_error *err);

#endif
