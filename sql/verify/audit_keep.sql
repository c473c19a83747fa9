-- Verify xeno:audit_keep on pg

BEGIN;

SELECT 1 / has_function_privilege('xeno_sync', 'directory_list_tenants()',
	'EXECUTE')::int;

ROLLBACK;
