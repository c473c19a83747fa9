-- Revert xeno:audit_sweep from pg

BEGIN;

DROP FUNCTION audit_sweep(integer);
GRANT SELECT, DELETE ON audit_event TO xeno_sync;

COMMIT;
