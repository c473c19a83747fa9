#ifndef DOMAIN_ROLLUP_PART_H
#define DOMAIN_ROLLUP_PART_H

#include "domain/rollup.h"

/*
 * rollup_part: each day's sales, and each month's, by hour, channel, country,
 * product and discount code.  A day that is marked (rollup_dirty.h) may be
 * wrong there; its facts never are.
 */
#define PART_HOUR "1"			/* 00 to 23; has no months */
#define PART_CHANNEL "2"
#define PART_COUNTRY "3"
#define PART_PRODUCT "4"		/* its id */
#define PART_CODE "5"
#define PART_LAST "5"

#define PART_DAY "1"
#define PART_MONTH "2"

/*
 * Build the next marked days, newest first, a few thousand orders under the
 * shop's lock.  *done: none is marked.  XN_NOT_FOUND: no such shop.
 */
int rollup_part_build_next(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, bool *done, struct xn_error *err);

/* Collect the taking away of all of it, and the marks to build it anew. */
void rollup_part_clear(const struct writer *w);

/* The columns that add up, and what they are of a group of such rows. */
#define PART_NAMES "facts, orders, " ROLLUP_DAY_NAMES
#define PART_SUMS							\
	"sum(facts) AS facts, sum(orders) AS orders,"			\
	" sum(units_ordered) AS units_ordered,"				\
	" sum(units_net) AS units_net, sum(gross_sales) AS gross_sales,"\
	" sum(discounts) AS discounts,"					\
	" sum(sales_reversals) AS sales_reversals,"			\
	" sum(shipping) AS shipping, sum(taxes) AS taxes,"		\
	" sum(duties) AS duties, sum(fees) AS fees, sum(tips) AS tips,"	\
	" sum(gift_card_sales) AS gift_card_sales,"			\
	" sum(initial_sales) AS initial_sales, sum(derived) AS derived"

/* To take off. */
#define PART_LESS							\
	"-facts AS facts, -orders AS orders,"				\
	" -units_ordered AS units_ordered, -units_net AS units_net,"	\
	" -gross_sales AS gross_sales, -discounts AS discounts,"	\
	" -sales_reversals AS sales_reversals, -shipping AS shipping,"	\
	" -taxes AS taxes, -duties AS duties, -fees AS fees,"		\
	" -tips AS tips, -gift_card_sales AS gift_card_sales,"		\
	" -initial_sales AS initial_sales, -derived AS derived"

/*
 * The facts of some days, taken apart: shop_id, day, dimension, value and
 * PART_NAMES, several rows a value.  `loose` says which days: shop_id,
 * timezone, day, and the instants since and until, or NULL, that cut it.
 * `of_sale` leads from some sales e of an order to dimension, value and orders
 * of k, `of_order` from an order o that counts to dimension and value.
 *
 * (OFFSET 0: else, for a shop without statistics, the key of orders seems as
 * good as the days, for it is in the groups' order.)
 *
 * An order counts at its channel, country and codes, and at the hour when it
 * was placed; at a product where it was placed with a line of that.
 */
#define PART_FACTS(of_sale, of_order)					\
	"SELECT loose.shop_id, loose.day, k.dimension, k.value, facts,"	\
	"       k.orders, " ROLLUP_DAY_NAMES				\
	"  FROM loose, LATERAL (SELECT order_id, local_hour, product_id,"\
	"               count(*) AS facts,"				\
	"               max(CASE WHEN initial AND side = 'order'"	\
	"                   AND line_type = 'product' THEN 1 ELSE 0 END)"\
	"                 AS placed, " ROLLUP_DAY_SUMS			\
	"          FROM (SELECT * FROM sale_event"			\
	"                 WHERE tenant_id = $1"				\
	"                   AND shop_id = loose.shop_id"		\
	"                   AND local_day = loose.day"			\
	"                   AND (since IS NULL OR happened_at >= since)"\
	"                   AND (until IS NULL OR happened_at <= until)"\
	"                OFFSET 0) AS sale"				\
	"         GROUP BY order_id, local_hour, product_id) AS e, "	\
	of_sale								\
	" UNION ALL "							\
	"SELECT loose.shop_id, loose.day, k.dimension, k.value, 1, 1,"	\
	"       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"			\
	"  FROM loose, LATERAL (SELECT processed_at, source_name,"	\
	"               country, discount_codes"			\
	"          FROM orders"						\
	"         WHERE tenant_id = $1 AND shop_id = loose.shop_id"	\
	"           AND local_day = loose.day AND counted"		\
	"           AND (since IS NULL OR processed_at >= since)"	\
	"           AND (until IS NULL OR processed_at <= until)"	\
	"        OFFSET 0) AS o, "					\
	of_order

/* The order of the sales e. */
#define PART_ORDER_OF_SALE						\
	"LATERAL (SELECT source_name, country, discount_codes"		\
	"          FROM orders"						\
	"         WHERE tenant_id = $1 AND shop_id = loose.shop_id"	\
	"           AND order_id = e.order_id OFFSET 0) AS o, "

/* An index takes no more; Shopify's own texts are shorter by far. */
#define PART_TEXT(text) "coalesce(left(" text ", 500), '')"

#define PART_CHANNEL_KEY PART_CHANNEL " AS dimension, "			\
	PART_TEXT("source_name") " AS value, 0 AS orders"
#define PART_COUNTRY_KEY PART_COUNTRY " AS dimension, "			\
	PART_TEXT("country") " AS value, 0 AS orders"
#define PART_CODE_KEY PART_CODE " AS dimension, " PART_TEXT("code")	\
	" AS value, 0 AS orders"					\
	"  FROM unnest(CASE discount_codes WHEN '{}' THEN ARRAY['']"	\
	"              ELSE discount_codes END) AS code"
#define PART_PRODUCT_KEY PART_PRODUCT " AS dimension,"			\
	" coalesce(product_id::text, '') AS value, placed AS orders"
#define PART_HOUR_KEY PART_HOUR " AS dimension,"			\
	" lpad(local_hour::text, 2, '0') AS value, 0 AS orders"
#define PART_HOUR_KEY_OF_ORDER PART_HOUR " AS dimension,"		\
	" to_char(processed_at AT TIME ZONE loose.timezone, 'HH24')"	\
	" AS value, 0 AS orders"

#define PART_KEY(key) "LATERAL (SELECT " key ") AS k"

/* By one dimension. */
#define PART_FACTS_OF_ORDERS(key)					\
	PART_FACTS(PART_ORDER_OF_SALE PART_KEY(key), PART_KEY(key))
#define PART_FACTS_OF_PRODUCTS						\
	PART_FACTS(PART_KEY(PART_PRODUCT_KEY),				\
		   "(SELECT 0 AS dimension, '' AS value WHERE false) AS k")
#define PART_FACTS_OF_HOURS						\
	PART_FACTS(PART_KEY(PART_HOUR_KEY),				\
		   PART_KEY(PART_HOUR_KEY_OF_ORDER))

/* By all of them. */
#define PART_FACTS_OF_ALL						\
	PART_FACTS(PART_ORDER_OF_SALE					\
		   PART_KEY(PART_HOUR_KEY				\
			    " UNION ALL SELECT " PART_CHANNEL_KEY	\
			    " UNION ALL SELECT " PART_COUNTRY_KEY	\
			    " UNION ALL SELECT " PART_PRODUCT_KEY	\
			    " UNION ALL SELECT " PART_CODE_KEY),	\
		   PART_KEY(PART_HOUR_KEY_OF_ORDER			\
			    " UNION ALL SELECT " PART_CHANNEL_KEY	\
			    " UNION ALL SELECT " PART_COUNTRY_KEY	\
			    " UNION ALL SELECT " PART_CODE_KEY))

#endif
