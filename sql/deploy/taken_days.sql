-- Deploy xeno:taken_days to pg
-- requires: vendors
--
-- A mark of a day that is being built (lib/domain/rollup/rollup_part.h).  Days
-- are taken under the shop's lock and built without it, so that deliveries need
-- not wait; who changes one meanwhile marks it once more.

BEGIN;

ALTER TABLE rollup_dirty
	ADD COLUMN taken boolean NOT NULL DEFAULT false,
	DROP CONSTRAINT rollup_dirty_pkey,
	ADD PRIMARY KEY (tenant_id, shop_id, day, kind, taken);

COMMIT;
