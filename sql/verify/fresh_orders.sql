-- Verify xeno:fresh_orders on pg

BEGIN;

SELECT order_id FROM rollup_dirty WHERE false;

ROLLBACK;
