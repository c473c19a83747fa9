-- Revert xeno:subscriptions from pg

BEGIN;

DROP TABLE webhook_subscription;

COMMIT;
