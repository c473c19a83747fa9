-- Deploy xeno:week_hours to pg
-- requires: vendors
--
-- The hours of the week of months and years, so that a heat map of years does
-- not read the 24 rows of each of its days: rows of dimension 1 and grains 2
-- and 3, whose value is the weekday (1, Monday, to 7) before the hour.

BEGIN;

-- They are what the days' rows add up to, and from now on change as these do.
-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_part (tenant_id, shop_id, generation, dimension, grain,
	period, value, facts, orders, units_ordered, units_net, gross_sales,
	discounts, sales_reversals, shipping, taxes, duties, fees, tips,
	gift_card_sales, initial_sales, derived)
SELECT tenant_id, shop_id, generation, 1, longer.grain,
       date_trunc(field, period::timestamp)::date AS begins,
       extract(isodow FROM period) || value AS of_week,
       bigint_sum(facts), bigint_sum(orders), bigint_sum(units_ordered),
       bigint_sum(units_net), bigint_sum(gross_sales), bigint_sum(discounts),
       bigint_sum(sales_reversals), bigint_sum(shipping), bigint_sum(taxes),
       bigint_sum(duties), bigint_sum(fees), bigint_sum(tips),
       bigint_sum(gift_card_sales), bigint_sum(initial_sales),
       bigint_sum(derived)
  FROM rollup_part, (VALUES (2, 'month'), (3, 'year')) AS longer (grain, field)
 WHERE dimension = 1 AND rollup_part.grain = 1
 GROUP BY tenant_id, shop_id, generation, longer.grain, begins, of_week
 ORDER BY tenant_id, shop_id, generation, longer.grain, begins, of_week;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;

COMMIT;
