-- Verify xeno:login_sweep on pg

BEGIN;

SELECT 1 / (pg_get_functiondef('login_attempt(text, text)'::regprocedure)
	LIKE '%SKIP LOCKED%')::integer;

ROLLBACK;
