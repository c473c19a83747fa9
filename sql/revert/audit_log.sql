-- Revert xeno:audit_log from pg

BEGIN;

DROP TABLE audit_event;

COMMIT;
