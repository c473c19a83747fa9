-- Revert xeno:members from pg

BEGIN;

REVOKE DELETE ON user_account FROM xeno_api;
DROP FUNCTION directory_leave(bigint);
DROP FUNCTION directory_join(text);
DROP TABLE api_token;
DROP TABLE invitation;
DROP TABLE session;
ALTER TABLE user_account DROP COLUMN disabled_at, DROP COLUMN role;
DROP TYPE member_role;

COMMIT;
