-- Verify xeno:disconnections on pg

BEGIN;

SELECT shop_id, tenant_id, since FROM directory_disconnected WHERE false;
SELECT 1 / has_function_privilege('xeno_api',
	'directory_disconnect_shop(bigint)', 'execute')::integer;
SELECT 1 / has_function_privilege('xeno_sync',
	'directory_list_disconnected(interval)', 'execute')::integer;

ROLLBACK;
