-- Verify xeno:cell_months on pg

BEGIN;

SELECT 1 / count(*)::int FROM pg_attribute
 WHERE attrelid = 'customer_cell'::regclass AND attname = 'kind'
   AND atttypid = 'smallint'::regtype;

ROLLBACK;
