-- Deploy xeno:connections to pg
-- requires: accounts
--
-- Access that Shopify grants for an hour, with the token that renews it; and
-- the logins at Shopify that have come back already.

BEGIN;

ALTER TABLE shop
	ADD refresh_token	bytea,		-- sealed, as access_token is
	ADD token_taken_at	timestamptz CHECK (isfinite(token_taken_at)),
	ADD token_expires_at	timestamptz	-- null: it does not
		CHECK (isfinite(token_expires_at)),
	ADD refresh_expires_at	timestamptz
		CHECK (isfinite(refresh_expires_at)),
	ADD CONSTRAINT shop_refresh_token_expires CHECK (refresh_token IS NULL
		OR (token_taken_at IS NOT NULL AND token_expires_at IS NOT NULL
		AND refresh_expires_at IS NOT NULL));

-- Written without a tenant: whoever comes back from Shopify may be nobody's
-- yet.
CREATE TABLE oauth_spent (
	state		bytea PRIMARY KEY,	-- its SHA-256
	expires_at	timestamptz NOT NULL CHECK (isfinite(expires_at))
);
CREATE INDEX oauth_spent_by_expiry ON oauth_spent (expires_at);

-- A state is good once: the second time is a unique violation.
CREATE FUNCTION oauth_spend(spent bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM oauth_spent WHERE ctid = ANY (ARRAY(
		SELECT o.ctid FROM oauth_spent o
		 WHERE o.expires_at < now() LIMIT 10));
	INSERT INTO oauth_spent (state, expires_at)
	VALUES (spent, now() + interval '1 hour');
END;

REVOKE ALL ON FUNCTION oauth_spend(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oauth_spend(bytea) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_find_shop(text) TO xeno_api;

COMMIT;
