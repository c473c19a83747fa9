-- Revert xeno:week_hours from pg

BEGIN;

ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_part WHERE dimension = 1 AND grain > 1;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;

COMMIT;
