-- Verify xeno:digest on pg

BEGIN;

SELECT * FROM saved_view WHERE false;
SELECT * FROM digest_wish WHERE false;
SELECT * FROM user_mail WHERE false;
SELECT * FROM told_insight WHERE false;
SELECT * FROM directory_digest WHERE false;
SELECT 1 / has_function_privilege('xeno_api',
	'directory_want_digest(bigint, boolean)', 'execute')::integer;
SELECT 1 / has_function_privilege('xeno_sync', 'directory_list_digests()',
	'execute')::integer;

ROLLBACK;
