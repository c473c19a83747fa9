-- Revert xeno:discounted from pg

BEGIN;

DROP INDEX sale_event_reversals;

ALTER TABLE rollup_part NO FORCE ROW LEVEL SECURITY;
DELETE FROM rollup_part WHERE dimension = 6;
ALTER TABLE rollup_part FORCE ROW LEVEL SECURITY;

COMMIT;
