-- Revert xeno:digest from pg

BEGIN;

REVOKE SELECT (tenant_id, user_id, email, disabled_at) ON user_account
	FROM xeno_sync;
DROP FUNCTION directory_list_digests();
DROP FUNCTION directory_want_digest(bigint, boolean);
DROP TABLE directory_digest;
DROP TABLE told_insight;
DROP TABLE user_mail;
DROP TYPE mail_state;
DROP TYPE mail_kind;
DROP TABLE digest_wish;
DROP TYPE digest_frequency;
DROP TABLE saved_view;

COMMIT;
