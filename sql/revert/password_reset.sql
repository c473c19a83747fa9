-- Revert xeno:password_reset from pg
--
-- A value cannot be taken out of an enumeration: make it anew.

BEGIN;

REVOKE DELETE ON user_mail FROM xeno_api;
DROP FUNCTION directory_reset_done(bigint, text);
DROP FUNCTION directory_list_resets();
DROP FUNCTION directory_want_reset(text);
DROP TABLE directory_reset;
ALTER TABLE user_mail NO FORCE ROW LEVEL SECURITY;
DELETE FROM user_mail WHERE kind = 'reset';
ALTER TABLE user_mail FORCE ROW LEVEL SECURITY;
ALTER TYPE mail_kind RENAME TO mail_kind_before;
CREATE TYPE mail_kind AS ENUM ('digest', 'alert');
ALTER TABLE user_mail ALTER kind TYPE mail_kind USING kind::text::mail_kind;
DROP TYPE mail_kind_before;

COMMIT;
