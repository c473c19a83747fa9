-- Revert xeno:connections from pg

BEGIN;

REVOKE EXECUTE ON FUNCTION directory_find_shop(text) FROM xeno_api;
DROP FUNCTION oauth_spend(bytea);
DROP TABLE oauth_spent;
ALTER TABLE shop
	DROP CONSTRAINT shop_refresh_token_expires,
	DROP refresh_expires_at,
	DROP token_expires_at,
	DROP token_taken_at,
	DROP refresh_token;

COMMIT;
