-- Deploy xeno:thirds to pg
-- requires: week_hours
--
-- Two grains of rollup_part more, thirds of a month (4: from its 1st, 11th and
-- 21st on) and quarters (5): a range of years then takes a dozen periods, where
-- the days at its ends alone were as many.

BEGIN;

ALTER TABLE rollup_part
	DROP CONSTRAINT rollup_part_grain_check,
	ADD CHECK (grain BETWEEN 1 AND 5);

-- They are what shorter ones add up to, and from now on change as these do; in
-- the order in which they are read, or each would be on a page of its own.
-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_part (tenant_id, shop_id, generation, dimension, grain,
	period, value, facts, orders, units_ordered, units_net, gross_sales,
	discounts, sales_reversals, shipping, taxes, duties, fees, tips,
	gift_card_sales, initial_sales, derived)
SELECT tenant_id, shop_id, generation, dimension, 4,
       month + 10 * least((period - month) / 10, 2) AS begins,
       CASE dimension WHEN 1
	THEN extract(isodow FROM period) || value ELSE value END AS longer,
       bigint_sum(facts), bigint_sum(orders), bigint_sum(units_ordered),
       bigint_sum(units_net), bigint_sum(gross_sales), bigint_sum(discounts),
       bigint_sum(sales_reversals), bigint_sum(shipping), bigint_sum(taxes),
       bigint_sum(duties), bigint_sum(fees), bigint_sum(tips),
       bigint_sum(gift_card_sales), bigint_sum(initial_sales),
       bigint_sum(derived)
  FROM rollup_part, LATERAL (SELECT
       date_trunc('month', period::timestamp)::date AS month) AS m
 WHERE grain = 1
 GROUP BY tenant_id, shop_id, generation, dimension, begins, longer
 ORDER BY tenant_id, shop_id, generation, dimension, begins, longer;
INSERT INTO rollup_part (tenant_id, shop_id, generation, dimension, grain,
	period, value, facts, orders, units_ordered, units_net, gross_sales,
	discounts, sales_reversals, shipping, taxes, duties, fees, tips,
	gift_card_sales, initial_sales, derived)
SELECT tenant_id, shop_id, generation, dimension, 5,
       date_trunc('quarter', period::timestamp)::date AS begins,
       value AS longer,
       bigint_sum(facts), bigint_sum(orders), bigint_sum(units_ordered),
       bigint_sum(units_net), bigint_sum(gross_sales), bigint_sum(discounts),
       bigint_sum(sales_reversals), bigint_sum(shipping), bigint_sum(taxes),
       bigint_sum(duties), bigint_sum(fees), bigint_sum(tips),
       bigint_sum(gift_card_sales), bigint_sum(initial_sales),
       bigint_sum(derived)
  FROM rollup_part WHERE grain = 2
 GROUP BY tenant_id, shop_id, generation, dimension, begins, longer
 ORDER BY tenant_id, shop_id, generation, dimension, begins, longer;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;

COMMIT;
