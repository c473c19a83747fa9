-- Verify xeno:ledger on pg

BEGIN;

SELECT * FROM sale_event WHERE false;

ROLLBACK;
