-- Verify xeno:thirds on pg

BEGIN;

SELECT 1 / count(*)::int FROM pg_constraint
 WHERE conrelid = 'rollup_part'::regclass
   AND pg_get_constraintdef(oid) LIKE '%grain <= 5%';

ROLLBACK;
