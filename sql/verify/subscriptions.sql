-- Verify xeno:subscriptions on pg

BEGIN;

SELECT * FROM webhook_subscription WHERE false;

ROLLBACK;
