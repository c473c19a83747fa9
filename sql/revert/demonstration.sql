-- Revert xeno:demonstration from pg

BEGIN;

DROP FUNCTION directory_is_demonstration();
ALTER TABLE tenant DROP is_demonstration;

COMMIT;
