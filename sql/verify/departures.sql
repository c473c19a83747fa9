-- Verify xeno:departures on pg

BEGIN;

-- Both functions know the table of who is gone.
SELECT 1 / count(*) FROM pg_depend
 WHERE classid = 'pg_proc'::regclass
   AND objid = 'directory_claim_shop(text, bigint)'::regprocedure
   AND refobjid = 'directory_disconnected'::regclass;
SELECT 1 / count(*) FROM pg_depend
 WHERE classid = 'pg_proc'::regclass
   AND objid = 'directory_release_shop(bigint)'::regprocedure
   AND refobjid = 'directory_disconnected'::regclass;

ROLLBACK;
