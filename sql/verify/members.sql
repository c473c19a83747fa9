-- Verify xeno:members on pg

BEGIN;

SELECT role, disabled_at FROM user_account WHERE false;
SELECT * FROM session WHERE false;
SELECT * FROM invitation WHERE false;
SELECT * FROM api_token WHERE false;
SELECT 1 / has_function_privilege('xeno_api', 'directory_join(text)',
	'execute')::integer;
SELECT 1 / has_function_privilege('xeno_api', 'directory_leave(bigint)',
	'execute')::integer;

ROLLBACK;
