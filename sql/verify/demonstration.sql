-- Verify xeno:demonstration on pg

BEGIN;

SELECT is_demonstration FROM tenant WHERE false;
SELECT 1 / count(*) FROM pg_proc
 WHERE oid = 'directory_is_demonstration()'::regprocedure;

ROLLBACK;
