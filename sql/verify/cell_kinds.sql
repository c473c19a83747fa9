-- Verify xeno:cell_kinds on pg

BEGIN;

SELECT 1 / count(*)::int FROM pg_type
 WHERE typname = 'customer_cell_kind' AND typtype = 'd';

ROLLBACK;
