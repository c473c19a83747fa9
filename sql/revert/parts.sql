-- Revert xeno:parts from pg

BEGIN;

DROP TABLE rollup_dirty;
DROP TABLE rollup_part;

COMMIT;
