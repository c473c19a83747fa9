#ifndef DOMAIN_ROLLUP_REVERSAL_CELL_H
#define DOMAIN_ROLLUP_REVERSAL_CELL_H

#include "domain/rollup/rollup.h"

/*
 * What was given back, as sums (reversal_cell), by buckets of the days from
 * the order's day to the reversal's.
 *
 *	kind		period		since		orders
 *	day		its day		the same	reversed in the bucket
 *	month		its month	the same	for the first time
 *	again_day	its day		day of the	reversed in the bucket,
 *	again_month	its month	time before	not for the first time
 *	placed_day	the order's	the same	reversed in the bucket,
 *	placed_month	day, month	the same	of those that count
 *
 * So the distinct orders of a range are those of its days and months, and of
 * the `again` ones those whose `since` is before the range; they are few.  By
 * the day of the order they just add up.  Bucket 0 is what an order that is
 * reversed in several buckets is too often in their sum, below zero; most are
 * not, and have no such cell.
 *
 * Amounts are in 1/10,000, and positive; so are units.  The again kinds have
 * orders alone.  `sold`, of bucket 0 of the placed kinds, is the net of the
 * products that came to an order after it was placed: with rollup_day's
 * initial_sales, all that was sold of a day's orders.
 *
 * Every sum is one over orders, of what each order's own sales are, so the
 * cells change by what orders contribute before and after, as rollup_day does.
 * Most orders contribute nothing.
 */
#define REVERSAL_DAY "1"
#define REVERSAL_MONTH "2"
#define REVERSAL_AGAIN_DAY "3"
#define REVERSAL_AGAIN_MONTH "4"
#define REVERSAL_PLACED_DAY "5"
#define REVERSAL_PLACED_MONTH "6"

/*
 * The first day of each bucket but the first, which has that of the order.
 * (Others need all cells built anew: `xeno-sync verify --rebuild`.)
 */
#define REVERSAL_BUCKETS "{1,2,4,8,15,31,61,91}"
#define REVERSAL_BUCKET(day, placed)					\
	"1 + width_bucket(" day " - " placed ", '" REVERSAL_BUCKETS "'::int[])"

/* Collect what orders (entity/array.h) contribute; $5 as in customer_cell.h. */
void reversal_cell_change(const struct writer *w, const char *ids,
			  const char *sign);

/* The sales that cells are made of, and what they are of a group of these. */
#define REVERSAL_BACK "side = 'reversal'"
#define REVERSAL_LINES "line_type NOT IN ('tip', 'gift_card', 'unknown')"
#define REVERSAL_SALES							\
	"(" REVERSAL_BACK " OR NOT initial) AND " REVERSAL_LINES
#define REVERSAL_NAMES "units, sold, sales, shipping, taxes, total"
#define REVERSAL_AMOUNT(condition, amount)				\
	ROLLUP_AMOUNT(REVERSAL_BACK condition,				\
		      "(10000 * (" amount "))::bigint")
#define REVERSAL_SUMS							\
	"bool_or(" REVERSAL_BACK ") AS back,"				\
	" -" ROLLUP_COUNT(REVERSAL_BACK " AND line_type = 'product'")	\
	" AS units, "							\
	ROLLUP_AMOUNT(ROLLUP_SOLD, "(10000 * (total - tax))::bigint")	\
	" AS sold, "							\
	REVERSAL_AMOUNT(" AND line_type IN ('product', 'adjustment')",	\
			"tax - total") " AS sales, "			\
	REVERSAL_AMOUNT(" AND line_type = 'shipping'", "tax - total")	\
	" AS shipping, "						\
	REVERSAL_AMOUNT("", "-tax") " AS taxes, "			\
	REVERSAL_AMOUNT("", "-total") " AS total"

/* The same columns of some rows that have them. */
#define REVERSAL_TOTALS							\
	"bigint_sum(orders) AS orders, bigint_sum(units) AS units,"	\
	" bigint_sum(sold) AS sold, bigint_sum(sales) AS sales,"	\
	" bigint_sum(shipping) AS shipping, bigint_sum(taxes) AS taxes,"\
	" bigint_sum(total) AS total"
#define REVERSAL_HOLDS							\
	"(orders, " REVERSAL_NAMES ") <> (0, 0, 0, 0, 0, 0, 0)"

/* `sales` of some orders, a query of order_id; or of all of the shop. */
#define REVERSAL_SALES_OF(orders)					\
	"(" orders ") AS k, LATERAL (SELECT * FROM sale_event"		\
	"   WHERE tenant_id = $1 AND shop_id = $2"			\
	"     AND order_id = k.order_id OFFSET 0) AS e WHERE "
#define REVERSAL_SALES_OF_SHOP						\
	"sale_event e WHERE tenant_id = $1 AND shop_id = $2 AND "

/* The statement begins with REVERSAL_FROM, and has the cells of its orders. */
#define REVERSAL_FROM(sales)						\
	"later AS ("							\
	"SELECT e.order_id, e.local_day AS day, " REVERSAL_SUMS		\
	"  FROM " sales REVERSAL_SALES					\
	" GROUP BY e.order_id, e.local_day"				\
	"), aged AS ("							\
	"SELECT later.*, o.counted, o.local_day AS placed, "		\
	REVERSAL_BUCKET("day", "o.local_day") " AS bucket"		\
	"  FROM later, LATERAL (SELECT counted, local_day FROM orders"	\
	"         WHERE tenant_id = $1 AND shop_id = $2"		\
	"           AND order_id = later.order_id OFFSET 0) AS o"	\
	"), seq AS ("							\
	"SELECT *, lag(day) OVER (PARTITION BY order_id ORDER BY day)"	\
	"         AS ever_before,"					\
	"       lag(day) OVER (PARTITION BY order_id, bucket ORDER BY day)"\
	"         AS so_before"						\
	"  FROM aged WHERE back)"
#define REVERSAL_HELD							\
	"LATERAL (VALUES (" REVERSAL_DAY ", day, true),"		\
	"               (" REVERSAL_MONTH ", "				\
			ROLLUP_MONTH_OF("day") ", true),"		\
	"               (" REVERSAL_PLACED_DAY ", placed, counted),"	\
	"               (" REVERSAL_PLACED_MONTH ", "			\
			ROLLUP_MONTH_OF("placed") ", counted))"	\
	"               AS at (kind, period, holds)"			\
	"         WHERE holds"
#define REVERSAL_CELLS							\
	"SELECT kind::smallint AS kind, period, since,"			\
	"       bucket::smallint AS bucket, " REVERSAL_TOTALS		\
	"  FROM (SELECT kind, period, period AS since, bucket,"		\
	"               CASE WHEN so_before IS NULL THEN 1 ELSE 0 END"	\
	"                 AS orders, units, 0 AS sold, sales, shipping,"\
	"               taxes, total"					\
	"          FROM seq, " REVERSAL_HELD				\
	"         UNION ALL "						\
	"        SELECT kind, period, period, 0, -1, 0, 0, 0, 0, 0, 0"	\
	"          FROM seq, " REVERSAL_HELD				\
	"           AND so_before IS NULL AND ever_before IS NOT NULL"	\
	"         UNION ALL "						\
	"        SELECT kind, period, before, v.bucket, v.orders,"	\
	"               0, 0, 0, 0, 0, 0"				\
	"          FROM seq, LATERAL (VALUES (bucket, so_before, 1),"	\
	"               (0, so_before, -1), (0, ever_before, 1))"	\
	"               AS v (bucket, before, orders), LATERAL (VALUES"	\
	"               (" REVERSAL_AGAIN_DAY ", day),"			\
	"               (" REVERSAL_AGAIN_MONTH ", "			\
			ROLLUP_MONTH_OF("day") ")) AS again (kind, period)"\
	"         WHERE before IS NOT NULL"				\
	"         UNION ALL "						\
	"        SELECT kind, period, period, 0, 0, 0, sold, 0, 0, 0, 0"\
	"          FROM aged, LATERAL (VALUES"				\
	"               (" REVERSAL_PLACED_DAY ", placed),"		\
	"               (" REVERSAL_PLACED_MONTH ", "			\
			ROLLUP_MONTH_OF("placed") ")) AS at (kind, period)"\
	"         WHERE counted AND sold <> 0) AS part"			\
	" GROUP BY kind, period, since, bucket"

/*
 * $3 generation; `sign` is what all of it is multiplied by.  In the order of
 * the key, as in customer_cell.h.
 */
#define REVERSAL_INSERT(sales, sign)					\
	"WITH " REVERSAL_FROM(sales)					\
	" INSERT INTO reversal_cell AS r (tenant_id, shop_id, generation,"\
	" kind, period, since, bucket, orders, " REVERSAL_NAMES ")"	\
	"SELECT $1::bigint, $2::bigint, $3::int, kind, period, since,"	\
	"       bucket, " sign " * orders, " sign " * units,"		\
	"       " sign " * sold, " sign " * sales, " sign " * shipping,"\
	"       " sign " * taxes, " sign " * total"			\
	"  FROM (" REVERSAL_CELLS ") AS c WHERE " REVERSAL_HOLDS	\
	" ORDER BY kind, period, since, bucket"				\
	" ON CONFLICT (tenant_id, shop_id, generation, kind, period,"	\
	" since, bucket)"						\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" units = r.units + excluded.units,"				\
	" sold = r.sold + excluded.sold,"				\
	" sales = r.sales + excluded.sales,"				\
	" shipping = r.shipping + excluded.shipping,"			\
	" taxes = r.taxes + excluded.taxes,"				\
	" total = r.total + excluded.total"

#endif
