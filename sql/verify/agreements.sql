-- Verify xeno:agreements on pg

BEGIN;

SELECT agreements_due FROM orders WHERE false;
SELECT 'orders_by_agreements_due'::regclass;
SELECT 'agreements'::run_type, 'reconcile'::run_type;

ROLLBACK;
