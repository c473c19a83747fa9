-- Revert xeno:audit_keep from pg

BEGIN;

DROP FUNCTION directory_list_tenants();
REVOKE SELECT, DELETE ON audit_event FROM xeno_sync;

COMMIT;
