-- Verify xeno:pixel on pg

BEGIN;

SELECT event_key FROM shop WHERE false;

ROLLBACK;
