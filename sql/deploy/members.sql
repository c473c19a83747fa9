-- Deploy xeno:members to pg
-- requires: accounts
--
-- The people of a tenant: what each may do, where each is signed in, who is
-- invited, and the tokens of their programs.  A secret (a cookie, a link, a
-- token) is here only as its SHA-256.

BEGIN;

-- In the order of what they may do: each may what those before it may.
CREATE TYPE member_role AS ENUM ('read-only', 'analyst', 'admin', 'owner');

ALTER TABLE user_account
	ADD COLUMN role member_role NOT NULL DEFAULT 'owner',
	ADD COLUMN disabled_at timestamptz;
ALTER TABLE user_account ALTER COLUMN role DROP DEFAULT;

-- A session is ended by deleting it.  The cookie has two parts: the family's
-- stays, the token's is another after each use; whoever has the first with a
-- wrong second uses an old cookie again.
CREATE TABLE session (
	tenant_id	bigint NOT NULL,
	session_id	bigint GENERATED ALWAYS AS IDENTITY,
	user_id		bigint NOT NULL,
	family_hash	bytea NOT NULL,
	token_hash	bytea NOT NULL,
	previous_hash	bytea,		-- of the token before, and what made
	salt		bytea,		-- this one of it
	agent		text,		-- the program, as it calls itself
	created_at	timestamptz NOT NULL DEFAULT now(),
	used_at		timestamptz NOT NULL DEFAULT now(),
	expires_at	timestamptz NOT NULL,
	PRIMARY KEY (tenant_id, session_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);
CREATE INDEX session_by_user ON session (tenant_id, user_id, used_at);

CREATE TABLE invitation (
	tenant_id	bigint NOT NULL REFERENCES tenant,
	invitation_id	bigint GENERATED ALWAYS AS IDENTITY,
	email		text NOT NULL CHECK (email = lower(email)),
	role		member_role NOT NULL,
	secret_hash	bytea NOT NULL,
	invited_by	text NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	expires_at	timestamptz NOT NULL,
	PRIMARY KEY (tenant_id, invitation_id),
	UNIQUE (tenant_id, email)
);

CREATE TABLE api_token (
	tenant_id	bigint NOT NULL,
	token_id	bigint GENERATED ALWAYS AS IDENTITY,
	user_id		bigint NOT NULL,	-- it may no more than he may
	name		text NOT NULL,
	secret_hash	bytea NOT NULL,
	scopes		text[] NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	used_at		timestamptz,		-- to the minute
	expires_at	timestamptz CHECK (isfinite(expires_at)),
	PRIMARY KEY (tenant_id, token_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);
CREATE INDEX api_token_by_user ON api_token (tenant_id, user_id);

-- One more user of this tenant; a taken address is a unique violation.
CREATE FUNCTION directory_join(address text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_user (email, tenant_id)
	VALUES (lower(address), current_tenant()) RETURNING user_id;
END;

-- One less: the address is free again.
CREATE FUNCTION directory_leave(member bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_user
	 WHERE user_id = member AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION directory_join(text), directory_leave(bigint)
	FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_join(text), directory_leave(bigint)
	TO xeno_api;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['session', 'invitation', 'api_token']) AS t \gexec

GRANT DELETE ON user_account TO xeno_api;

COMMIT;
