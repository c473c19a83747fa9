-- Verify xeno:day_lists on pg

BEGIN;

SELECT 1 / count(*) FROM pg_index
 WHERE indexrelid = 'orders_by_day'::regclass AND indnkeyatts = 4;

ROLLBACK;
