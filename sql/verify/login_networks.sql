-- Verify xeno:login_networks on pg

BEGIN;

SELECT 1 / (pg_get_functiondef('login_attempt(text, text)'::regprocedure)
	LIKE '%(NOT mine.known) AND (mine.attempts <= 10)%')::integer;

ROLLBACK;
