-- Verify xeno:cell_gaps on pg

BEGIN;

SELECT 1 / count(*)::int FROM pg_constraint
 WHERE conrelid = 'customer_cell'::regclass AND conname = 'customer_cell_kind'
   AND pg_get_constraintdef(oid) LIKE '%14%';

ROLLBACK;
