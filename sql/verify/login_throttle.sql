-- Verify xeno:login_throttle on pg

BEGIN;

SELECT * FROM login_throttle WHERE false;
SELECT 1 / has_function_privilege('xeno_api', 'login_attempt(text, text)',
	'execute')::integer;
SELECT 1 / has_table_privilege('xeno_api', 'sqitch.changes',
	'select')::integer;

ROLLBACK;
