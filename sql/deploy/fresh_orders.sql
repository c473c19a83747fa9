-- Deploy xeno:fresh_orders to pg
-- requires: taken_days
--
-- A mark of a day that is right but for one order, which came since
-- (lib/domain/rollup/dirty.h): that is added to the day, and the day need not
-- be added up anew for it.

BEGIN;

ALTER TABLE rollup_dirty
	ADD COLUMN order_id bigint NOT NULL DEFAULT 0,	-- 0: not of one alone
	DROP CONSTRAINT rollup_dirty_kind_check,
	ADD CONSTRAINT rollup_dirty_kind_check CHECK (kind IN (1, 2, 3)),
	ADD CONSTRAINT rollup_dirty_order CHECK ((kind = 3) = (order_id <> 0)),
	DROP CONSTRAINT rollup_dirty_pkey,
	ADD PRIMARY KEY (tenant_id, shop_id, day, kind, taken, order_id);

COMMIT;
