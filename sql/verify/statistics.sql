-- Verify xeno:statistics on pg

BEGIN;

SELECT has_function_privilege('xeno_sync', 'gather_statistics()', 'execute');
SELECT 1 / ('n_distinct=20' = ANY (attoptions))::int FROM pg_attribute
 WHERE attrelid = 'orders'::regclass AND attname = 'shop_id';

ROLLBACK;
