-- Revert xeno:fresh_orders from pg

BEGIN;

ALTER TABLE rollup_dirty NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_dirty (tenant_id, shop_id, day)
	SELECT DISTINCT tenant_id, shop_id, day FROM rollup_dirty
	 WHERE kind = 3
	ON CONFLICT DO NOTHING;
DELETE FROM rollup_dirty WHERE kind = 3;
ALTER TABLE rollup_dirty
	FORCE ROW LEVEL SECURITY,
	DROP CONSTRAINT rollup_dirty_pkey,
	DROP CONSTRAINT rollup_dirty_order,
	DROP CONSTRAINT rollup_dirty_kind_check,
	DROP COLUMN order_id,
	ADD CONSTRAINT rollup_dirty_kind_check CHECK (kind IN (1, 2)),
	ADD PRIMARY KEY (tenant_id, shop_id, day, kind, taken);

COMMIT;
