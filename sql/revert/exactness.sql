-- Revert xeno:exactness from pg

BEGIN;

ALTER TABLE rollup_day DROP derived;

COMMIT;
