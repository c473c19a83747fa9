-- Verify xeno:claims on pg

BEGIN;

SELECT 1 / count(*) FROM pg_depend
 WHERE classid = 'pg_proc'::regclass
   AND objid = 'directory_forget_shop(bigint)'::regprocedure
   AND refobjid = 'directory_shop'::regclass;

ROLLBACK;
