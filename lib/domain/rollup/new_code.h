#ifndef DOMAIN_ROLLUP_NEW_CODE_H
#define DOMAIN_ROLLUP_NEW_CODE_H

#include "domain/rollup/rollup_part.h"

/*
 * A dimension of rollup_part of its own: by discount code, as PART_CODE, the
 * orders that are their customer's first (customer_cell.h), and nothing else.
 * Whether an order is that changes by orders of other days; so these rows are
 * none of those that are built by days that are marked, but change with
 * customer_cell, in the same statement, and are true at any moment.  `facts`
 * are the orders; what comes to none is as good as not there.
 */
#define PART_NEW_BY_CODE "9"

/*
 * The rows that orders come to: `orders`, a query of local_day, discount_codes
 * and how many there are, some of them less than none.
 */
#define NEW_CODES_OF(orders)						\
	"SELECT grain, period, value, bigint_sum(orders) AS orders"	\
	"  FROM (SELECT local_day, orders, " PART_OF_CODE " AS value"	\
	"          FROM " orders ", " PART_CODES ") AS coded, LATERAL"	\
	"       (VALUES (" PART_DAY ", local_day),"			\
	"        (" PART_THIRD ", " PART_THIRD_OF("local_day") "),"	\
	"        (" PART_MONTH ", " ROLLUP_MONTH_OF("local_day") "),"	\
	"        (" PART_QUARTER ", " PART_QUARTER_OF("local_day") "),"	\
	"        (" PART_YEAR ", " PART_YEAR_OF("local_day") "))"	\
	"         AS at (grain, period)"				\
	" GROUP BY grain, period, value HAVING bigint_sum(orders) <> 0"

/* $1 tenant, $2 shop, $3 generation; times `sign`, in the order of the key. */
#define NEW_CODES_INSERT(sign, rows)					\
	"INSERT INTO rollup_part AS r (tenant_id, shop_id, generation,"	\
	" dimension, grain, period, value, " PART_NAMES ")"		\
	"SELECT $1::bigint, $2::bigint, $3::int, " PART_NEW_BY_CODE ","	\
	"       grain, period, value, " sign " * orders,"		\
	"       " sign " * orders, " PART_NO_SALES			\
	"  FROM (" rows ") AS n"					\
	" ORDER BY grain, period, value"				\
	" ON CONFLICT (tenant_id, shop_id, generation, dimension,"	\
	" grain, period, value)"					\
	" DO UPDATE SET facts = r.facts + excluded.facts,"		\
	" orders = r.orders + excluded.orders"

#endif
