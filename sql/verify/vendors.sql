-- Verify xeno:vendors on pg

BEGIN;

SELECT kind FROM rollup_dirty WHERE false;
SELECT title FROM tombstone WHERE false;

ROLLBACK;
