-- Revert xeno:bigint_sum from pg

BEGIN;

DROP AGGREGATE bigint_sum (bigint);

COMMIT;
