-- Revert xeno:thirds from pg

BEGIN;

ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_part WHERE grain > 3;
ALTER TABLE rollup_part
	FORCE ROW LEVEL SECURITY,
	DROP CONSTRAINT rollup_part_grain_check,
	ADD CHECK (grain IN (1, 2, 3));

COMMIT;
