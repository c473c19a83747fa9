-- Revert xeno:persons_end from pg

BEGIN;

REVOKE SELECT (tenant_id, expires_at), DELETE ON invitation FROM xeno_sync;

COMMIT;
