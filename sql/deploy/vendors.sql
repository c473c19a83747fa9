-- Deploy xeno:vendors to pg
-- requires: discounted
--
-- Two dimensions of rollup_part more, the vendor (7) and the type (8) of what
-- was sold.  These are a product's present ones, so a day may be wrong by them
-- alone, and a mark says whether it is.  Years (grain 3), for long ranges of
-- many products.  And what a product that is gone was called.

BEGIN;

ALTER TABLE rollup_dirty
	-- 1: all of the day; 2: what goes by vendor and type
	ADD COLUMN kind smallint NOT NULL DEFAULT 1 CHECK (kind IN (1, 2)),
	DROP CONSTRAINT rollup_dirty_pkey,
	ADD PRIMARY KEY (tenant_id, shop_id, day, kind);

ALTER TABLE rollup_part
	DROP CONSTRAINT rollup_part_grain_check,
	ADD CHECK (grain IN (1, 2, 3));	-- 3: a year's first day

ALTER TABLE tombstone
	ADD COLUMN title text;		-- of a product

-- The owner, too, sees no tenant's rows but for a moment.  Years are what the
-- months add up to, and from now on change as these do; vendors and types are
-- built from the facts.
ALTER TABLE rollup_day NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_dirty NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_dirty (tenant_id, shop_id, day)
	SELECT DISTINCT tenant_id, shop_id, day FROM rollup_day
	ON CONFLICT DO NOTHING;
INSERT INTO rollup_part (tenant_id, shop_id, generation, dimension, grain,
	period, value, facts, orders, units_ordered, units_net, gross_sales,
	discounts, sales_reversals, shipping, taxes, duties, fees, tips,
	gift_card_sales, initial_sales, derived)
SELECT tenant_id, shop_id, generation, dimension, 3,
       date_trunc('year', period::timestamp)::date AS year, value,
       bigint_sum(facts), bigint_sum(orders), bigint_sum(units_ordered),
       bigint_sum(units_net), bigint_sum(gross_sales), bigint_sum(discounts),
       bigint_sum(sales_reversals), bigint_sum(shipping), bigint_sum(taxes),
       bigint_sum(duties), bigint_sum(fees), bigint_sum(tips),
       bigint_sum(gift_card_sales), bigint_sum(initial_sales),
       bigint_sum(derived)
  FROM rollup_part WHERE grain = 2
 GROUP BY tenant_id, shop_id, generation, dimension, year, value;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_dirty FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_day FORCE ROW LEVEL SECURITY;

COMMIT;
