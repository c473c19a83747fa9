-- Verify xeno:cell_kinds on pg

BEGIN;

-- No enum; cell_months makes it a number.
SELECT 1 / count(*)::int FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid
 WHERE attrelid = 'customer_cell'::regclass AND attname = 'kind'
   AND typtype <> 'e';

ROLLBACK;
