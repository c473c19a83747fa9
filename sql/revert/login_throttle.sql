-- Revert xeno:login_throttle from pg

BEGIN;

REVOKE SELECT ON sqitch.changes FROM xeno_api;
REVOKE USAGE ON SCHEMA sqitch FROM xeno_api;
DROP FUNCTION login_succeeded(text, text);
DROP FUNCTION login_attempt(text, text);
DROP TABLE login_throttle;

COMMIT;
