-- Verify xeno:customer_halves on pg

BEGIN;

SELECT * FROM customer_half WHERE false;

ROLLBACK;
