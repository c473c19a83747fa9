#ifndef DOMAIN_ROLLUP_ROLLUP_PART_H
#define DOMAIN_ROLLUP_ROLLUP_PART_H

#include "domain/rollup/rollup.h"

/*
 * rollup_part: the sales of each day, third of a month, month, quarter and year
 * by hour, channel, country, product, discount code, and by the product's
 * present vendor and type; and the orders, as they were placed, by whether they
 * had a discount.  A day that is
 * marked (dirty.h) may be wrong there; its facts never are.
 */
#define PART_HOUR "1"			/* 00 to 23; or PART_OF_LONGER() */
#define PART_CHANNEL "2"
#define PART_COUNTRY "3"
#define PART_PRODUCT "4"		/* its id */
#define PART_CODE "5"
#define PART_DISCOUNTED "6"		/* 0 or 1: placed with a discount */
#define PART_VENDOR "7"
#define PART_TYPE "8"
#define PART_LAST "8"			/* of days; another: new_code.h */

#define PART_DAY "1"
#define PART_MONTH "2"
#define PART_YEAR "3"
#define PART_THIRD "4"			/* from the 1st, 11th and 21st on */
#define PART_QUARTER "5"

/* The first day of the one that a day is in. */
#define PART_THIRD_OF(day)						\
	"(" ROLLUP_MONTH_OF(day) " + 10 * least((" day " - "		\
	ROLLUP_MONTH_OF(day) ") / 10, 2))"
#define PART_QUARTER_OF(day) "date_trunc('quarter', (" day ")::timestamp)::date"
#define PART_YEAR_OF(day) "date_trunc('year', (" day ")::timestamp)::date"

/*
 * The value of a day's row in those of what is longer: its own; of an hour
 * the hour of the week instead, 100 (Monday, as in ISO 8601) to 723.
 */
#define PART_WEEKDAY(day) "extract(isodow FROM " day ")::int"
#define PART_OF_LONGER(dimension, day, value)				\
	"CASE " dimension " WHEN " PART_HOUR " THEN "			\
	PART_WEEKDAY(day) " || " value " ELSE " value " END"

/* How far a build has come; at first all zero. */
struct part_build {
	char oldest[4][12];	/* of the days built, by the kind of mark */
	bool has_taken, goes_on;
};

/*
 * Marked days are taken under the shop's lock (dirty.h), and built without it,
 * so that deliveries go on.  A day is marked until its rows are there, and
 * whoever changes it meanwhile marks it once more: what is read is true at any
 * moment.
 *
 * Build the next days that are taken, newest first, a few thousand orders; one
 * builds a shop at a time, others wait.  *done: none is taken.
 * rollup_part_build_next() takes the rest itself first, if that is so, until
 * there are marks of days alone that `b` has had: where orders come in all the
 * while, others would wait for ever.  XN_NOT_FOUND: no such shop.
 */
int rollup_part_build_taken(struct db *db, struct arena *a, int64_t tenant_id,
			    int64_t shop_id, bool *done, struct xn_error *err);
int rollup_part_build_next(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, struct part_build *b, bool *done,
			   struct xn_error *err);

/*
 * Collect the taking away of all that is built by days, and the marks to build
 * it anew.
 */
void rollup_part_clear(const struct writer *w);

/* The columns that add up, and what they are of a group of such rows. */
#define PART_NAMES "facts, orders, " ROLLUP_DAY_NAMES
#define PART_SUMS							\
	"bigint_sum(facts) AS facts, bigint_sum(orders) AS orders, "	\
	ROLLUP_DAY_TOTALS

#define PART_HOLDS							\
	"(" PART_NAMES ") <> (0, 0, " PART_NO_SALES ")"

/* To take off. */
#define PART_LESS							\
	"-facts AS facts, -orders AS orders,"				\
	" -units_ordered AS units_ordered, -units_net AS units_net,"	\
	" -gross_sales AS gross_sales, -discounts AS discounts,"	\
	" -sales_reversals AS sales_reversals, -shipping AS shipping,"	\
	" -taxes AS taxes, -duties AS duties, -fees AS fees,"		\
	" -tips AS tips, -gift_card_sales AS gift_card_sales,"		\
	" -initial_sales AS initial_sales, -derived AS derived"

/* A text as it is stored: an index takes no more, and Shopify's are shorter. */
#define PART_TEXT(text) "coalesce(left(" text ", 500), '')"

/* What an order, a sale, or an order that counts is told apart by. */
#define PART_OF_CHANNEL PART_TEXT("source_name")
#define PART_OF_COUNTRY PART_TEXT("country")
#define PART_OF_CODE PART_TEXT("code")
#define PART_CODES							\
	"unnest(CASE discount_codes WHEN '{}' THEN ARRAY['']"		\
	" ELSE discount_codes END) AS code"
#define PART_OF_PRODUCT "coalesce(product_id::text, '')"
#define PART_OF_HOUR "lpad(local_hour::text, 2, '0')"
#define PART_OF_PLACED_HOUR						\
	"to_char(processed_at AT TIME ZONE loose.timezone, 'HH24')"

/*
 * The facts of a day of `loose`, which has shop_id, timezone, day, and the
 * instants since and until, or NULL, that cut it, or the orders that it is of
 * `alone`, or NULL: its sales, the orders that count, and (given the sale's or
 * the group's name) what a sale's order and product are.
 *
 * (OFFSET 0: else, for a shop without statistics, the key of orders seems as
 * good as the days.)
 */
#define PART_OF_DAY(columns, table, at)					\
	"SELECT " columns "  FROM " table				\
	" WHERE tenant_id = $1 AND shop_id = loose.shop_id"		\
	"   AND local_day = loose.day AND alone IS NULL"		\
	"   AND (since IS NULL OR " at " >= since)"			\
	"   AND (until IS NULL OR " at " <= until)"
#define PART_OF_ALONE(columns, table)					\
	"SELECT " columns						\
	"  FROM unnest(alone) AS k (id), LATERAL"			\
	"       (SELECT * FROM " table					\
	"         WHERE tenant_id = $1 AND shop_id = loose.shop_id"	\
	"           AND order_id = k.id OFFSET 0) AS t"			\
	" WHERE local_day = loose.day"
#define PART_SALE_COLUMNS						\
	"shop_id, order_id, local_hour, product_id, " ROLLUP_SALE
#define PART_SALES							\
	"LATERAL ("							\
	PART_OF_DAY(PART_SALE_COLUMNS, "sale_event", "happened_at")	\
	" UNION ALL " PART_OF_ALONE(PART_SALE_COLUMNS, "sale_event")	\
	" OFFSET 0) AS sale"
#define PART_ORDER_COLUMNS						\
	"order_id, processed_at, source_name, country, discount_codes"
#define PART_ORDERS							\
	"LATERAL ("							\
	PART_OF_DAY(PART_ORDER_COLUMNS, "orders", "processed_at")	\
	" AND counted"							\
	" UNION ALL " PART_OF_ALONE(PART_ORDER_COLUMNS, "orders")	\
	" AND counted OFFSET 0) AS o"
#define PART_ORDER_OF(sale)						\
	"LATERAL (SELECT source_name, country, discount_codes"		\
	"          FROM orders"						\
	"         WHERE tenant_id = $1 AND shop_id = " sale ".shop_id"	\
	"           AND order_id = " sale ".order_id OFFSET 0) AS o"
#define PART_PRODUCT_OF(sale)						\
	"LEFT JOIN LATERAL (SELECT vendor, product_type FROM product"	\
	"         WHERE tenant_id = $1 AND shop_id = " sale ".shop_id"	\
	"           AND product_id = " sale ".product_id OFFSET 0) AS p"\
	" ON true"

#define PART_PLACING "initial AND " ROLLUP_SOLD
#define PART_NO_SALES "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"

/*
 * The facts of `loose` by one dimension: shop_id, day, dimension, value and
 * PART_NAMES, several rows a value.  `by` names the columns of sales that are
 * added up first; `of_sale` leads from those groups e, and `of_order` from an
 * order o that counts, to dimension, value and orders of k.
 *
 * An order counts at its channel, country and codes, and at the hour when it
 * was placed; at a product where it was placed with a line of that.
 */
#define PART_FACTS(by, of_sale, of_order)				\
	"SELECT e.shop_id, e.day, k.dimension, k.value, facts,"		\
	"       k.orders, " ROLLUP_DAY_NAMES				\
	"  FROM (SELECT loose.shop_id, loose.day, " by ","		\
	"               count(*) AS facts,"				\
	"               max(CASE WHEN " PART_PLACING			\
	"                   THEN 1 ELSE 0 END) AS placed, "		\
	ROLLUP_DAY_SUMS							\
	"          FROM loose, " PART_SALES				\
	"         GROUP BY loose.shop_id, loose.day, " by ") AS e, "	\
	of_sale								\
	" UNION ALL "							\
	"SELECT loose.shop_id, loose.day, k.dimension, k.value, 1, 1, "	\
	PART_NO_SALES							\
	"  FROM loose, " PART_ORDERS ", " of_order

#define PART_KEY(dimension, value, orders)				\
	"LATERAL (SELECT " dimension " AS dimension, " value " AS value,"\
	" " orders " AS orders) AS k"

#define PART_FACTS_OF_DISCOUNTED					\
	"SELECT * FROM ("						\
	"SELECT loose.shop_id, loose.day, " PART_DISCOUNTED ","		\
	"       placed.value, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"	\
	"       placed.net, 0"						\
	"  FROM loose, " PART_ORDERS ", LATERAL"			\
	"       (SELECT bigint_sum((10000 * (total - tax))::bigint)"	\
	"                 AS net,"					\
	"               CASE WHEN sum(disc) > 0 THEN '1' ELSE '0' END"	\
	"                 AS value"					\
	"          FROM (SELECT * FROM sale_event"			\
	"                 WHERE tenant_id = $1"				\
	"                   AND shop_id = loose.shop_id"		\
	"                   AND order_id = o.order_id OFFSET 0) AS e"	\
	"         WHERE local_day = loose.day AND " PART_PLACING	\
	"       ) AS placed"						\
	") AS placed (shop_id, day, dimension, value, " PART_NAMES ")"
#define PART_FACTS_OF_ORDERS(dimension, value)				\
	PART_FACTS("order_id",						\
		   PART_ORDER_OF("e") ", "				\
		   PART_KEY(dimension, value, "0"),			\
		   PART_KEY(dimension, value, "0"))
#define PART_FACTS_OF_CHANNELS						\
	PART_FACTS_OF_ORDERS(PART_CHANNEL, PART_OF_CHANNEL)
#define PART_FACTS_OF_COUNTRIES						\
	PART_FACTS_OF_ORDERS(PART_COUNTRY, PART_OF_COUNTRY)
#define PART_FACTS_OF_CODES						\
	PART_FACTS("order_id",						\
		   PART_ORDER_OF("e") ", " PART_CODES ", "		\
		   PART_KEY(PART_CODE, PART_OF_CODE, "0"),		\
		   PART_CODES ", "					\
		   PART_KEY(PART_CODE, PART_OF_CODE, "0"))
#define PART_FACTS_OF_PRODUCTS						\
	PART_FACTS("order_id, product_id",				\
		   PART_KEY(PART_PRODUCT, PART_OF_PRODUCT, "placed"),	\
		   PART_KEY(PART_PRODUCT, "''", "0") " WHERE false")
#define PART_FACTS_OF_PRODUCTS_BY(dimension, column)			\
	"SELECT loose.shop_id, loose.day, " dimension " AS dimension,"	\
	"       " PART_TEXT(column) " AS value, count(*) AS facts,"	\
	"       max(CASE WHEN " PART_PLACING				\
	"           THEN 1 ELSE 0 END) AS orders, " ROLLUP_DAY_SUMS	\
	"  FROM loose, " PART_SALES " " PART_PRODUCT_OF("sale")	\
	" GROUP BY loose.shop_id, loose.day, order_id, value"
#define PART_FACTS_OF_VENDORS						\
	PART_FACTS_OF_PRODUCTS_BY(PART_VENDOR, "vendor")
#define PART_FACTS_OF_TYPES						\
	PART_FACTS_OF_PRODUCTS_BY(PART_TYPE, "product_type")
#define PART_FACTS_OF_HOURS						\
	PART_FACTS("local_hour",					\
		   PART_KEY(PART_HOUR, PART_OF_HOUR, "0"),		\
		   PART_KEY(PART_HOUR, PART_OF_PLACED_HOUR, "0"))

#endif
