-- Verify xeno:password_reset on pg

BEGIN;

SELECT user_id, tenant_id, wanted_at, done FROM directory_reset WHERE false;
SELECT 'reset'::mail_kind;
SELECT 1 / has_table_privilege('xeno_api', 'user_mail', 'DELETE')::int;
SELECT 1 / has_function_privilege('xeno_api', 'directory_want_reset(text)',
	'EXECUTE')::int;

ROLLBACK;
