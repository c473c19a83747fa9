#ifndef DOMAIN_ROLLUP_CUSTOMER_CELL_H
#define DOMAIN_ROLLUP_CUSTOMER_CELL_H

#include "domain/rollup/new_code.h"

/*
 * What customers' orders are in their sequence, as sums (customer_cell).  A
 * customer's sequence are the orders that count, by day, time and id; each is
 * the only one, the first of several, the second, or a later one.
 *
 *	kind		period		since		what is there
 *	day		the day		the same	orders of each class,
 *	class_month	its month	the same	what they come to now
 *	recur_day	the day		day of the one	orders that are second
 *	recur_month	its month	before		or later, customers
 *	..._by_month	the same	its month	whose second it is
 *	step_day	the day		step of the	the same
 *	step_month	its month	gap
 *	gap_month	its month	the gap		the same
 *	second_day	the first's day	horizon of the	the second ones alone
 *	second_month	its month	gap
 *	week, month,	the period	that of the	customers with an order
 *	quarter				first order	in it, orders, sales
 *	..., second	the same	the same	customers whose second
 *							is in it, too
 *
 * Of a cohort's net sales `amount` has those of the orders placed in the
 * period, `ledger` those that happened in it.  Amounts are in 1/10,000.
 *
 * The gap are the days since the one before.  Of months there are as many as
 * days in all those years, so percentiles are found in two: the step that one
 * is in, and the gap in that.  The horizons are those of metrics/repeat.c.
 * All three are written as dates, so many days after CELL_NO_GAP; of steps and
 * horizons it is the first gap that they have.
 *
 * Every sum is one over orders, of what each order is: so the cells change by
 * the difference that orders make to the sequences of their customers, those
 * with them against those without.  That can be told whenever they are there:
 * nothing has to be remembered from before they change until after.
 *
 * The first orders by discount code (new_code.h) are such sums, too, and change
 * in the same statements.
 */

/* The classes; where a kind has none it is 0, too. */
#define CELL_GUEST "0"			/* of no customer: has no sequence */
#define CELL_ONLY "1"
#define CELL_FIRST "2"
#define CELL_SECOND "3"
#define CELL_LATER "4"

/*
 * The kinds, as numbers: of fixed length, as all that a cell's key has, so an
 * index's entries are told apart without walking through each.
 */
#define CELL_DAY "1"
#define CELL_CLASS_MONTH "2"
#define CELL_RECUR_DAY "3"
#define CELL_RECUR_DAY_BY_MONTH "4"
#define CELL_RECUR_MONTH "5"
#define CELL_RECUR_MONTH_BY_MONTH "6"
#define CELL_WEEK "7"
#define CELL_MONTH "8"
#define CELL_QUARTER "9"
#define CELL_STEP_DAY "10"
#define CELL_STEP_MONTH "11"
#define CELL_GAP_MONTH "12"
#define CELL_SECOND_DAY "13"
#define CELL_SECOND_MONTH "14"

#define CELL_NO_GAP "'2000-01-01'::date"
#define CELL_GAP(gap) "(" CELL_NO_GAP " + (" gap "))"

/* (Others need all cells built anew: `xeno-sync verify --rebuild`.) */
#define CELL_STEPS							\
	"'{0,1,8,15,31,61,91,121,151,181,211,241,271,301,331,366,396,"	\
	"426,456,486,516,546,576,606,636,666,701,731,791,851,911,971,"	\
	"1036,1096,1156,1216,1276,1336,1396,1461,1581,1701,1826,1946,"	\
	"2066,2191,2311,2431,2556,2676,2796,2922}'::int[]"
#define CELL_HORIZONS "'{0,31,61,91,181,366}'::int[]"
#define CELL_FIRST_OF(steps, gap)					\
	CELL_GAP("(" steps ")[width_bucket(" gap ", " steps ")]")

/* As $5 of the statements below: "-1" or "1". */
void customer_cell_change(const struct writer *w, const char *ids,
			  const char *sign);

/* For build.c: forget all that is left; add customers' of a slice. */
void customer_cell_clear(const struct writer *w);
void customer_cell_build(const struct writer *w, const char *last);

#define CELL_CLASS(n, many)						\
	"CASE WHEN " many " = 1 THEN " CELL_ONLY			\
	" WHEN " n " = 1 THEN " CELL_FIRST				\
	" WHEN " n " = 2 THEN " CELL_SECOND " ELSE " CELL_LATER " END"

#define CELL_BEGIN(unit, day)						\
	"date_trunc(" unit ", " day "::timestamp)::date"

/*
 * The cells of orders that are not their customers' first, a row each (kind,
 * period, since, seconds: 1 or 0), of a query's local_day, prev_day and class.
 * What there is to compute is computed before: VALUES would set it up anew for
 * each order.
 */
#define CELLS_OF_RECUR(places)						\
	"(SELECT *, (class = " CELL_SECOND ")::int AS seconds, "	\
	ROLLUP_MONTH_OF("local_day") " AS month, "			\
	ROLLUP_MONTH_OF("prev_day") " AS prev_month, "			\
	CELL_GAP("local_day - prev_day") " AS gap, "			\
	CELL_FIRST_OF(CELL_STEPS, "local_day - prev_day") " AS step,"	\
	"       CASE class WHEN " CELL_SECOND " THEN "			\
	CELL_FIRST_OF(CELL_HORIZONS, "local_day - prev_day")		\
	"       END AS horizon"						\
	"  FROM " places " WHERE prev_day IS NOT NULL OFFSET 0) AS again,"\
	" LATERAL (VALUES"						\
	" (" CELL_RECUR_DAY ", local_day, prev_day),"			\
	" (" CELL_RECUR_DAY_BY_MONTH ", local_day, prev_month),"	\
	" (" CELL_RECUR_MONTH ", month, prev_day),"			\
	" (" CELL_RECUR_MONTH_BY_MONTH ", month, prev_month),"		\
	" (" CELL_STEP_DAY ", local_day, step),"			\
	" (" CELL_STEP_MONTH ", month, step),"				\
	" (" CELL_GAP_MONTH ", month, gap),"				\
	" (" CELL_SECOND_DAY ", prev_day, horizon),"			\
	" (" CELL_SECOND_MONTH ", prev_month, horizon))"		\
	" AS recur (kind, period, since)"				\
	" WHERE since IS NOT NULL"

/* Those of cohorts alone, by the kinds of `unit`. */
#define CELLS_OF_COHORTS						\
	"SELECT kind, " CELL_BEGIN("unit", "local_day") " AS period, "	\
	CELL_BEGIN("unit", "first_day") " AS since, 0 AS class,"	\
	"       CASE WHEN prev_day >= " CELL_BEGIN("unit", "local_day")	\
	"       THEN 0 ELSE sign END AS customers, sign AS orders,"	\
	"       0 AS amount, 0 AS ledger"				\
	"  FROM place, unit WHERE first_day IS NOT NULL"		\
	" UNION ALL "							\
	"SELECT kind, " CELL_BEGIN("unit", "local_day") ", "		\
	CELL_BEGIN("unit", "prev_day") ", " CELL_SECOND ", sign, 0, 0, 0"\
	"  FROM place, unit WHERE class = " CELL_SECOND			\
	"   AND prev_day >= " CELL_BEGIN("unit", "local_day")		\
	" UNION ALL "							\
	"SELECT kind, " CELL_BEGIN("unit", "day") ", "			\
	CELL_BEGIN("unit", "first_day") ", 0,"				\
	"       0, 0, bigint_sum(amount), bigint_sum(ledger)"		\
	"  FROM sold, unit GROUP BY 1, 2, 3"

/*
 * The cells of `place`: a row an order, with its class, prev_day and
 * first_day, and whether its sales are wanted (`moved`), which `sold` has.
 */
#define CELLS_OF_PLACES							\
	"SELECT kind::smallint AS kind, period, since, class,"		\
	"       bigint_sum(customers) AS customers,"			\
	"       bigint_sum(orders) AS orders,"				\
	"       bigint_sum(amount) AS amount,"				\
	"       bigint_sum(ledger) AS ledger"				\
	"  FROM (SELECT kind, period, period AS since, class,"		\
	"               0 AS customers, sign AS orders,"		\
	"               sign * spent AS amount, 0 AS ledger"		\
	"          FROM place, LATERAL (VALUES"				\
	"               (" CELL_DAY ", local_day),"			\
	"               (" CELL_CLASS_MONTH ", "			\
				ROLLUP_MONTH_OF("local_day") "))"	\
	"               AS placed (kind, period)"			\
	"         UNION ALL "						\
	"        SELECT kind, period, since, 0, sign * seconds, sign,"	\
	"               0, 0"						\
	"          FROM " CELLS_OF_RECUR("place")			\
	"         UNION ALL "						\
	CELLS_OF_COHORTS ") AS part"					\
	" GROUP BY kind, period, since, class"

#define CELL_UNITS							\
	"unit (kind, unit) AS (VALUES (" CELL_WEEK ", 'week'), ("	\
	CELL_MONTH ", 'month'), (" CELL_QUARTER ", 'quarter'))"

/* Net sales are those of products, and what was adjusted. */
#define CELL_NET							\
	"(e.line_type = 'product'"					\
	" OR (e.line_type = 'adjustment' AND e.side = 'reversal'))"

#define CELL_SOLD(sales)						\
	"net AS ("							\
	"SELECT first_day, place.local_day, e.local_day AS sold_day,"	\
	"       bigint_sum(sign * (10000 * (e.total - e.tax))::bigint)"	\
	"         AS net"						\
	"  FROM place" sales						\
	" GROUP BY 1, 2, 3"						\
	"), sold AS ("							\
	"SELECT first_day, local_day AS day, net AS amount, 0 AS ledger"\
	"  FROM net"							\
	" UNION ALL "							\
	"SELECT first_day, sold_day, 0, net FROM net)"

/* One look-up by key for each order. */
#define CELL_SALES_BY_KEY						\
	", LATERAL (SELECT * FROM sale_event"				\
	"    WHERE tenant_id = $1 AND shop_id = $2"			\
	"      AND order_id = place.order_id OFFSET 0) AS e"		\
	" WHERE place.moved AND " CELL_NET

/* For as many orders as a shop may have. */
#define CELL_SALES_BY_SHOP						\
	" JOIN sale_event e ON e.tenant_id = $1 AND e.shop_id = $2"	\
	"  AND e.order_id = place.order_id"				\
	" WHERE place.moved AND " CELL_NET

#define CELL_ORDER							\
	"customer_id, order_id, local_day, processed_at, spent"
#define CELL_SEQUENCE "ORDER BY local_day, processed_at, order_id"

/*
 * `place` of all the orders that `placed` has; `guests` is a query of orders
 * without a customer, of the columns of `place`, or "".
 */
#define CELL_PLACES(placed, guests)					\
	"placed AS (" placed "), seq AS ("				\
	"SELECT *, row_number() OVER whole AS n,"			\
	"       count(*) OVER (PARTITION BY customer_id) AS many,"	\
	"       lag(local_day) OVER whole AS prev_day,"			\
	"       first_value(local_day) OVER whole AS first_day"		\
	"  FROM placed"							\
	" WINDOW whole AS (PARTITION BY customer_id " CELL_SEQUENCE ")"	\
	"), place AS ("							\
	"SELECT 1 AS sign, order_id, local_day, spent,"			\
	"       " CELL_CLASS("n", "many") " AS class,"			\
	"       prev_day, first_day, true AS moved"			\
	"  FROM seq" guests ")"

#define CELL_GUESTS(orders)						\
	" UNION ALL "							\
	"SELECT 1, order_id, local_day, spent, " CELL_GUEST ","		\
	"       NULL, NULL, false"					\
	"  FROM " orders

#define CELL_ORDERS_OF(customer)					\
	" FROM orders"							\
	" WHERE tenant_id = $1 AND shop_id = $2"			\
	"   AND customer_id = " customer " AND " ROLLUP_COUNTED

/* The day of a customer's order next before or after a day, or NULL. */
#define CELL_DAY_BESIDE(customer, is_beside, direction)			\
	"(SELECT local_day" CELL_ORDERS_OF(customer)			\
	"    AND local_day " is_beside					\
	"  ORDER BY local_day " direction " LIMIT 1)"

/*
 * `near`: of each customer whom orders of `mine` are of, the days that may
 * differ.  An order among many moves none but itself and the next one, and who
 * is first or second; so of a customer of tens of thousands of orders (some
 * book all that is sold at a till as one's) a handful is read: those of the
 * first two that stay, and from the day before a changed one to the day after.
 * Where the first day is another, all of them are of another cohort.
 *
 * MATERIALIZED, for lower() is not leakproof: written out, it would stand
 * behind row-level security, and no index could be searched by it.
 */
#define CELL_NEAR							\
	"touched AS ("							\
	"SELECT customer_id, array_agg(DISTINCT local_day) AS days"	\
	"  FROM mine WHERE customer_id <= $4 GROUP BY customer_id"	\
	"), near AS MATERIALIZED ("					\
	"SELECT t.customer_id,"						\
	"       coalesce(lower(span), '-infinity') AS since,"		\
	"       coalesce(upper(span), 'infinity') AS until"		\
	"  FROM touched t, LATERAL (SELECT ARRAY("			\
	"        SELECT local_day" CELL_ORDERS_OF("t.customer_id")	\
	"           AND order_id NOT IN (SELECT order_id FROM mine)"	\
	"         ORDER BY local_day LIMIT 2) AS days OFFSET 0) AS kept,"\
	" LATERAL"							\
	"       (SELECT unnest(range_agg(span)) FROM ("			\
	"        SELECT CASE WHEN t.days[1] < kept.days[1]"		\
	"               THEN daterange(NULL, NULL)"			\
	"               ELSE daterange(kept.days[1], coalesce("		\
	"                    kept.days[2], kept.days[1]), '[]') END"	\
	"         UNION ALL "						\
	"        SELECT daterange("					\
	"               coalesce(" CELL_DAY_BESIDE("t.customer_id",	\
						   "< day", "DESC") ", day),"\
	"               coalesce(" CELL_DAY_BESIDE("t.customer_id",	\
						   "> day", "") ", day),"\
	"               '[]')"						\
	"          FROM unnest(t.days) AS day) AS part (span))"		\
	"         AS s (span))"

/*
 * `place` of the difference that the orders of `mine` make: a query of the
 * columns order_id, customer_id, local_day and spent of orders that count.
 * $4 is how far customers are built.
 */
#define CELL_DIFFERENCE(mine)						\
	"mine AS MATERIALIZED (" mine "), " CELL_NEAR ", placed AS ("	\
	"SELECT o.*, o.order_id IN (SELECT order_id FROM mine) AS changed"\
	"  FROM near, LATERAL (SELECT " CELL_ORDER			\
	CELL_ORDERS_OF("near.customer_id")				\
	"           AND local_day >= since AND local_day < until"	\
	"        OFFSET 0) AS o"					\
	"), seq AS ("							\
	"SELECT *, row_number() OVER whole AS n,"			\
	"       count(*) OVER (PARTITION BY customer_id) AS many,"	\
	"       lag(local_day) OVER whole AS prev_day,"			\
	"       first_value(local_day) OVER whole AS first_day,"	\
	"       row_number() OVER rest AS rest_n,"			\
	"       count(*) OVER (PARTITION BY customer_id, changed)"	\
	"         AS rest_many,"					\
	"       lag(local_day) OVER rest AS rest_prev_day,"		\
	"       first_value(local_day) OVER rest AS rest_first_day"	\
	"  FROM placed"							\
	" WINDOW whole AS (PARTITION BY customer_id " CELL_SEQUENCE "),"\
	"        rest AS (PARTITION BY customer_id, changed "		\
			  CELL_SEQUENCE ")"				\
	"), classed AS ("						\
	"SELECT *, " CELL_CLASS("n", "many") " AS class,"		\
	"       " CELL_CLASS("rest_n", "rest_many") " AS rest_class"	\
	"  FROM seq"							\
	"), differs AS ("						\
	"SELECT *, first_day <> rest_first_day OR changed AS moved"	\
	"  FROM classed"						\
	" WHERE changed OR (class, prev_day, first_day) IS DISTINCT FROM"\
	"       (rest_class, rest_prev_day, rest_first_day)"		\
	"), place AS ("							\
	"SELECT 1 AS sign, order_id, local_day, spent, class, prev_day,"\
	"       first_day, moved FROM differs"				\
	" UNION ALL "							\
	"SELECT -1, order_id, local_day, spent, rest_class,"		\
	"       rest_prev_day, rest_first_day, moved FROM differs"	\
	" WHERE NOT changed"						\
	CELL_GUESTS("mine WHERE customer_id IS NULL") ")"

/*
 * `newer`: the orders of `place` that are a customer's first, or are no more,
 * with their codes: those come by a look-up of the few, for the index that all
 * of a customer's orders are read from has none.
 */
#define CELL_NEWER							\
	"newer AS ("							\
	"SELECT order_id, local_day, bigint_sum(sign) AS orders"	\
	"  FROM place"							\
	" WHERE class IN (" CELL_ONLY ", " CELL_FIRST ")"		\
	" GROUP BY order_id, local_day HAVING bigint_sum(sign) <> 0)"
#define CELL_NEW_CODES(codes)						\
	NEW_CODES_OF("(SELECT local_day, discount_codes,"		\
		     "        bigint_sum(orders) AS orders"		\
		     "   FROM newer" codes				\
		     "  GROUP BY local_day, discount_codes) AS o")

/* One look-up by key for each order, and for as many as a shop may have. */
#define CELL_CODES_BY_KEY						\
	", LATERAL (SELECT discount_codes FROM orders"			\
	"    WHERE tenant_id = $1 AND shop_id = $2"			\
	"      AND order_id = newer.order_id OFFSET 0) AS c"
#define CELL_CODES_BY_SHOP						\
	" JOIN (SELECT order_id, discount_codes FROM orders"		\
	"        WHERE tenant_id = $1 AND shop_id = $2) AS c"		\
	" USING (order_id)"

/*
 * $3 generation; `sign` is what all of it is multiplied by.  In the order of
 * the key, here and where other rollups are built: what is read together lies
 * together, and a range of days is some pages, not one for each row.
 */
#define CELL_INSERT(sign, sales, codes)					\
	", " CELL_UNITS ", " CELL_SOLD(sales) ", " CELL_NEWER		\
	", new_code AS ("						\
	NEW_CODES_INSERT(sign, CELL_NEW_CODES(codes)) ") "		\
	"INSERT INTO customer_cell AS r (tenant_id, shop_id, generation,"\
	" kind, period, since, class, customers, orders, amount, ledger)"\
	"SELECT $1::bigint, $2::bigint, $3::int, kind, period, since,"	\
	"       class, " sign " * customers, " sign " * orders, "	\
	"       " sign " * amount, " sign " * ledger"			\
	"  FROM (" CELLS_OF_PLACES ") AS c"			\
	" WHERE (customers, orders, amount, ledger) <> (0, 0, 0, 0)"	\
	" ORDER BY kind, period, since, class"				\
	CELL_ADD

/* What a conflicting row of customer_cell AS r becomes. */
#define CELL_ADD							\
	" ON CONFLICT (tenant_id, shop_id, generation, kind, period,"	\
	" since, class)"						\
	" DO UPDATE SET customers = r.customers + excluded.customers,"	\
	" orders = r.orders + excluded.orders,"				\
	" amount = r.amount + excluded.amount,"				\
	" ledger = r.ledger + excluded.ledger"

#define CELLS_CHANGE(mine)						\
	"WITH " CELL_DIFFERENCE(mine)					\
	CELL_INSERT("$5::int", CELL_SALES_BY_KEY, CELL_CODES_BY_KEY)

#endif
