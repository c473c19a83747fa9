-- Verify xeno:bigint_sum on pg

BEGIN;

SELECT 1 / (bigint_sum(n) = 6)::int FROM generate_series(1, 3) AS n;

ROLLBACK;
