-- Deploy xeno:new_codes to pg
-- requires: thirds
--
-- Of each discount code the orders that are their customer's first: a dimension
-- of rollup_part more (9), which changes with customer_cell, and is not built
-- by days (lib/domain/rollup/new_code.h).

BEGIN;

-- Those of the customers who are counted so far.  The owner, too, sees no
-- tenant's rows but for a moment.
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;

INSERT INTO rollup_part (tenant_id, shop_id, generation, dimension, grain,
	period, value, facts, orders, units_ordered, units_net, gross_sales,
	discounts, sales_reversals, shipping, taxes, duties, fees, tips,
	gift_card_sales, initial_sales, derived)
WITH first AS (
	SELECT DISTINCT ON (tenant_id, shop_id, customer_id)
	       tenant_id, shop_id, generation, local_day AS day, discount_codes
	  FROM orders JOIN shop_state s USING (tenant_id, shop_id)
	 WHERE counted AND customer_id <= customers_built_to
	 ORDER BY tenant_id, shop_id, customer_id, local_day, processed_at,
	       order_id),
coded AS (
	SELECT tenant_id, shop_id, generation, day,
	       date_trunc('month', day::timestamp)::date AS month,
	       coalesce(left(code, 500), '') AS value
	  FROM first, unnest(CASE discount_codes WHEN '{}' THEN ARRAY['']
		ELSE discount_codes END) AS code)
SELECT tenant_id, shop_id, generation, 9, grain, period, value, count(*),
       count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  FROM coded, LATERAL (VALUES (1, day), (2, month),
       (3, date_trunc('year', day::timestamp)::date),
       (4, month + 10 * least((day - month) / 10, 2)),
       (5, date_trunc('quarter', day::timestamp)::date))
       AS at (grain, period)
 GROUP BY tenant_id, shop_id, generation, grain, period, value
 ORDER BY tenant_id, shop_id, generation, grain, period, value;

ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;

COMMIT;
