-- Verify xeno:tenant_erasure on pg

BEGIN;

SELECT tenant_id, shops, wanted_at, done_at FROM directory_erasure WHERE false;
SELECT 1 / has_function_privilege('xeno_api', 'directory_erase_tenant()',
	'EXECUTE')::int;
SELECT 1 / (NOT has_function_privilege('xeno_api', 'directory_end_tenant()',
	'EXECUTE'))::int;
SELECT 1 / has_function_privilege('xeno_sync', 'directory_end_tenant()',
	'EXECUTE')::int;

ROLLBACK;
