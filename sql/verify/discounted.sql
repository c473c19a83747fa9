-- Verify xeno:discounted on pg

BEGIN;

SELECT 'sale_event_reversals'::regclass;

ROLLBACK;
