-- Revert xeno:pixel from pg

BEGIN;

ALTER TABLE shop DROP event_key;

COMMIT;
