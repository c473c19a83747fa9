#ifndef DOMAIN_ROLLUP_ROLLUP_H
#define DOMAIN_ROLLUP_ROLLUP_H

#include "domain/rollup/writer.h"

/* shop_state.customers_built_to when all of them are. */
#define ROLLUP_ALL_CUSTOMERS "9223372036854775807"

/*
 * "counted", for who looks for a customer's orders, or for one by its key.  The
 * planner cannot see that it means the same, and so cannot take orders_by_day
 * (WHERE counted), which seems as good for a shop that statistics do not know
 * yet: all of the shop was read then for each order of a repeated first sync.
 */
#define ROLLUP_COUNTED "counted::int = 1"

/*
 * The rollups change by difference: what orders contributed is taken off
 * before their rows change, what they contribute now is added after.  Both
 * under the shop's lock and in the transaction that changes the rows, so a
 * replay changes nothing, and the order of arrival does not matter.
 *
 * `ids` is an array (entity/array.h) of orders, each once; a rollup's row
 * changes once for all of them.  Only collected, as all of writer.h.
 */
void rollup_retract(const struct writer *w, const char *ids);

/* `known`: an array of those that were taken off, or NULL: all were. */
void rollup_apply(const struct writer *w, const char *ids, const char *known);

/* The part of both that is customers': `sign` is "-1" to take off, or "1". */
void rollup_change_customers(const struct writer *w, const char *ids,
			     const char *sign);

/*
 * The sums of sales that a day's figures are made of, in the columns of
 * ROLLUP_DAY_SUMS, of rows with the columns of ROLLUP_SALE.  Amounts are
 * bigint, in 1/10,000, and so are their sums (see sql/deploy/bigint_sum.sql).
 * A query of ROLLUP_SALE ends in OFFSET 0, or each sum would compute them anew.
 * The formulas are Shopify's (see README, Figures): net is total - tax, gross
 * is net + disc.
 */
#define ROLLUP_SALE							\
	"side, line_type, source, initial, quantity,"			\
	" (10000 * total)::bigint AS total,"				\
	" (10000 * tax)::bigint AS tax, (10000 * disc)::bigint AS disc"
#define ROLLUP_COUNT(condition)						\
	"bigint_sum(CASE WHEN " condition " THEN quantity ELSE 0 END)"
#define ROLLUP_AMOUNT(condition, amount)				\
	"bigint_sum(CASE WHEN " condition " THEN " amount " ELSE 0 END)"
#define ROLLUP_SOLD "side = 'order' AND line_type = 'product'"

/* The first day of a day's month. */
#define ROLLUP_MONTH_OF(day)						\
	"date_trunc('month', (" day ")::timestamp)::date"

/* `derived` says how many rows are not Shopify's own. */
#define ROLLUP_DAY_SUMS							\
	ROLLUP_DAY_SUMS_OF("count(*) FILTER (WHERE source = 'derived')")
#define ROLLUP_DAY_SUMS_OF(derived)					\
	ROLLUP_COUNT(ROLLUP_SOLD) " AS units_ordered,"			\
	ROLLUP_COUNT("line_type = 'product'") " AS units_net,"		\
	ROLLUP_AMOUNT(ROLLUP_SOLD, "total - tax + disc") " AS gross_sales,"\
	ROLLUP_AMOUNT(ROLLUP_SOLD, "disc") " AS discounts,"		\
	ROLLUP_AMOUNT("side = 'reversal'"				\
		      " AND line_type IN ('product', 'adjustment')",	\
		      "tax - total") " AS sales_reversals,"		\
	ROLLUP_AMOUNT("line_type = 'shipping'",				\
		      "total - tax") " AS shipping,"			\
	ROLLUP_AMOUNT("line_type NOT IN ('tip', 'gift_card',"		\
		      " 'unknown')", "tax") " AS taxes,"		\
	ROLLUP_AMOUNT("line_type = 'duty'", "total - tax") " AS duties,"\
	ROLLUP_AMOUNT("line_type = 'fee'", "total - tax") " AS fees,"	\
	ROLLUP_AMOUNT("line_type = 'tip'", "total") " AS tips,"		\
	ROLLUP_AMOUNT("line_type = 'gift_card'",			\
		      "total") " AS gift_card_sales,"			\
	ROLLUP_AMOUNT("initial AND " ROLLUP_SOLD,			\
		      "total - tax") " AS initial_sales,"		\
	derived " AS derived"

#define ROLLUP_DAY_NAMES						\
	"units_ordered, units_net, gross_sales, discounts,"		\
	" sales_reversals, shipping, taxes, duties, fees, tips,"	\
	" gift_card_sales, initial_sales, derived"

/* The same columns of some rows that have them. */
#define ROLLUP_DAY_TOTALS						\
	"bigint_sum(units_ordered) AS units_ordered,"			\
	" bigint_sum(units_net) AS units_net,"				\
	" bigint_sum(gross_sales) AS gross_sales,"			\
	" bigint_sum(discounts) AS discounts,"				\
	" bigint_sum(sales_reversals) AS sales_reversals,"		\
	" bigint_sum(shipping) AS shipping,"				\
	" bigint_sum(taxes) AS taxes, bigint_sum(duties) AS duties,"	\
	" bigint_sum(fees) AS fees, bigint_sum(tips) AS tips,"		\
	" bigint_sum(gift_card_sales) AS gift_card_sales,"		\
	" bigint_sum(initial_sales) AS initial_sales,"			\
	" bigint_sum(derived) AS derived"

/*
 * Rows of `part` (local_day, orders, ROLLUP_DAY_NAMES), times `sign`, are
 * added to the days of $1 and $2.
 */
#define ROLLUP_DAY_CHANGE(generation, sign)				\
	"INSERT INTO rollup_day AS r (tenant_id, shop_id, generation, day,"\
	" orders, " ROLLUP_DAY_NAMES ")"				\
	"SELECT $1::bigint, $2::bigint, " generation "::int, local_day,"\
	" " sign " * orders, " ROLLUP_DAY_TIMES(sign)			\
	"  FROM (SELECT local_day, bigint_sum(orders) AS orders,"	\
	"               " ROLLUP_DAY_TOTALS				\
	"          FROM part GROUP BY local_day) AS total"		\
	ROLLUP_DAY_ADD

/* ROLLUP_DAY_NAMES, each times what is 1 or -1. */
#define ROLLUP_DAY_TIMES(sign)						\
	sign " * units_ordered, " sign " * units_net, "			\
	sign " * gross_sales, " sign " * discounts, "			\
	sign " * sales_reversals, " sign " * shipping, "		\
	sign " * taxes, " sign " * duties, " sign " * fees, "		\
	sign " * tips, " sign " * gift_card_sales, "			\
	sign " * initial_sales, " sign " * derived"

/* What a conflicting row of rollup_day AS r becomes. */
#define ROLLUP_DAY_ADD							\
	" ON CONFLICT (tenant_id, shop_id, generation, day) DO UPDATE"	\
	" SET orders = r.orders + excluded.orders,"			\
	" units_ordered = r.units_ordered + excluded.units_ordered,"	\
	" units_net = r.units_net + excluded.units_net,"		\
	" gross_sales = r.gross_sales + excluded.gross_sales,"		\
	" discounts = r.discounts + excluded.discounts,"		\
	" sales_reversals ="						\
	" r.sales_reversals + excluded.sales_reversals,"		\
	" shipping = r.shipping + excluded.shipping,"			\
	" taxes = r.taxes + excluded.taxes,"				\
	" duties = r.duties + excluded.duties,"				\
	" fees = r.fees + excluded.fees,"				\
	" tips = r.tips + excluded.tips,"				\
	" gift_card_sales ="						\
	" r.gift_card_sales + excluded.gift_card_sales,"		\
	" initial_sales = r.initial_sales + excluded.initial_sales,"	\
	" derived = r.derived + excluded.derived"

/* The same for customer_stat AS r. */
#define ROLLUP_STAT_ADD							\
	" ON CONFLICT (tenant_id, shop_id, generation, customer_id)"	\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" spent = r.spent + excluded.spent"

#endif
