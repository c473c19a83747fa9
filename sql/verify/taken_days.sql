-- Verify xeno:taken_days on pg

BEGIN;

SELECT taken FROM rollup_dirty WHERE false;

ROLLBACK;
