-- Verify xeno:audit_sweep on pg

BEGIN;

SELECT 1 / (NOT has_table_privilege('xeno_sync', 'audit_event', 'DELETE'))::int;
SELECT 1 / has_function_privilege('xeno_sync', 'audit_sweep(integer)',
	'EXECUTE')::int;

ROLLBACK;
