-- Revert xeno:taken_days from pg

BEGIN;

ALTER TABLE rollup_dirty NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_dirty t USING rollup_dirty u
 WHERE t.taken AND NOT u.taken AND u.tenant_id = t.tenant_id
   AND u.shop_id = t.shop_id AND u.day = t.day AND u.kind = t.kind;
ALTER TABLE rollup_dirty
	FORCE ROW LEVEL SECURITY,
	DROP CONSTRAINT rollup_dirty_pkey,
	DROP COLUMN taken,
	ADD PRIMARY KEY (tenant_id, shop_id, day, kind);

COMMIT;
