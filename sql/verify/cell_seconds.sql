-- Verify xeno:cell_seconds on pg

BEGIN;

SELECT 1 / count(*)::int FROM pg_constraint
 WHERE conrelid = 'customer_cell'::regclass AND conname = 'customer_cell_class';

ROLLBACK;
