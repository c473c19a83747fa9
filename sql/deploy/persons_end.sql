-- Deploy xeno:persons_end to pg
-- requires: members
--
-- Who was invited and did not join in time is forgotten by the nightly
-- retention, which may see of an invitation only whether it ended.

BEGIN;

GRANT SELECT (tenant_id, expires_at), DELETE ON invitation TO xeno_sync;

COMMIT;
