#ifndef DOMAIN_ROLLUP_H
#define DOMAIN_ROLLUP_H

#include "domain/writer.h"

/*
 * The rollups change by difference: what an order contributed is taken off
 * before its rows change, what it contributes now is added after.  Both under
 * the shop's lock and in the transaction that changes the rows, so a replay
 * changes nothing, and the order of arrival does not matter.
 */
void rollup_retract(const struct writer *w, const char *order_id);
void rollup_apply(const struct writer *w, const char *order_id);

/*
 * The sums of sale rows that a day's figures are made of, in the columns of
 * ROLLUP_DAY_SUMS.  The formulas are Shopify's (see README, Figures): net is
 * total - tax, gross is net + disc.
 */
#define ROLLUP_DAY_SUMS							\
	"sum(CASE WHEN side = 'order' AND line_type = 'product'"	\
	" THEN quantity ELSE 0 END) AS units_ordered,"			\
	"sum(CASE WHEN line_type = 'product'"				\
	" THEN quantity ELSE 0 END) AS units_net,"			\
	"sum(CASE WHEN side = 'order' AND line_type = 'product'"	\
	" THEN total - tax + disc ELSE 0 END) AS gross_sales,"		\
	"sum(CASE WHEN side = 'order' AND line_type = 'product'"	\
	" THEN disc ELSE 0 END) AS discounts,"				\
	"sum(CASE WHEN side = 'reversal' AND line_type IN"		\
	" ('product', 'adjustment')"					\
	" THEN tax - total ELSE 0 END) AS sales_reversals,"		\
	"sum(CASE WHEN line_type = 'shipping'"				\
	" THEN total - tax ELSE 0 END) AS shipping,"			\
	"sum(CASE WHEN line_type IN ('tip', 'gift_card', 'unknown')"	\
	" THEN 0 ELSE tax END) AS taxes,"				\
	"sum(CASE WHEN line_type = 'duty'"				\
	" THEN total - tax ELSE 0 END) AS duties,"			\
	"sum(CASE WHEN line_type = 'fee'"				\
	" THEN total - tax ELSE 0 END) AS fees,"			\
	"sum(CASE WHEN line_type = 'tip'"				\
	" THEN total ELSE 0 END) AS tips,"				\
	"sum(CASE WHEN line_type = 'gift_card'"				\
	" THEN total ELSE 0 END) AS gift_card_sales,"			\
	"sum(CASE WHEN initial AND side = 'order'"			\
	" AND line_type = 'product'"					\
	" THEN total - tax ELSE 0 END) AS initial_sales"

#define ROLLUP_DAY_NAMES						\
	"units_ordered, units_net, gross_sales, discounts,"		\
	" sales_reversals, shipping, taxes, duties, fees, tips,"	\
	" gift_card_sales, initial_sales"

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
	" initial_sales = r.initial_sales + excluded.initial_sales"

/* The same for customer_stat AS r and customer_month AS r. */
#define ROLLUP_STAT_ADD							\
	" ON CONFLICT (tenant_id, shop_id, generation, customer_id)"	\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" spent = r.spent + excluded.spent"
#define ROLLUP_MONTH_ADD						\
	" ON CONFLICT (tenant_id, shop_id, generation, month,"		\
	" customer_id)"							\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" spent = r.spent + excluded.spent"

#endif
