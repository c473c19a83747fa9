-- Revert xeno:new_codes from pg

BEGIN;

ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_part WHERE dimension = 9;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;

COMMIT;
