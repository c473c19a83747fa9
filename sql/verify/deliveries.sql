-- Verify xeno:deliveries on pg

BEGIN;

SELECT * FROM delivery WHERE false;
SELECT * FROM dead_letter WHERE false;

ROLLBACK;
