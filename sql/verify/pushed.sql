-- Verify xeno:pushed on pg

BEGIN;

SELECT shop_id, tenant_id, shop_domain FROM directory_pushed WHERE false;
SELECT 1 / has_function_privilege('xeno_api',
	'directory_note_pushed(bigint)', 'execute')::integer;
SELECT 1 / has_function_privilege('xeno_sync',
	'directory_list_pushed()', 'execute')::integer;

ROLLBACK;
