-- Revert xeno:breaker from pg

BEGIN;

ALTER TABLE shop_state DROP COLUMN failures, DROP COLUMN next_attempt_at;

COMMIT;
