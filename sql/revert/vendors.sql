-- Revert xeno:vendors from pg

BEGIN;

ALTER TABLE tombstone DROP COLUMN title;

ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_part WHERE grain = 3 OR dimension IN (7, 8);
ALTER TABLE rollup_part
	FORCE ROW LEVEL SECURITY,
	DROP CONSTRAINT rollup_part_grain_check,
	ADD CHECK (grain IN (1, 2));

ALTER TABLE rollup_dirty NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_dirty WHERE kind = 2;
ALTER TABLE rollup_dirty
	FORCE ROW LEVEL SECURITY,
	DROP CONSTRAINT rollup_dirty_pkey,
	DROP COLUMN kind,
	ADD PRIMARY KEY (tenant_id, shop_id, day);

COMMIT;
