-- Verify xeno:reorder_cells on pg
--
-- That such rows are taken: whether they are right is what xeno-sync verify
-- looks after.

BEGIN;

SELECT 1 / count(*)::int FROM pg_constraint
 WHERE conrelid = 'customer_cell'::regclass AND conname = 'customer_cell_class'
   AND pg_get_constraintdef(oid) LIKE '%period = since%';

ROLLBACK;
