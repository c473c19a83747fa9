-- Verify xeno:connections on pg

BEGIN;

SELECT refresh_token, token_taken_at, token_expires_at, refresh_expires_at
  FROM shop WHERE false;
SELECT state, expires_at FROM oauth_spent WHERE false;
SELECT 1 / has_function_privilege('xeno_api', 'oauth_spend(bytea)',
	'execute')::integer;

ROLLBACK;
