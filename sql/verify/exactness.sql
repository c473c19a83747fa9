-- Verify xeno:exactness on pg

BEGIN;

SELECT derived FROM rollup_day WHERE false;

ROLLBACK;
