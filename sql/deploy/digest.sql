-- Deploy xeno:digest to pg
-- requires: members
--
-- Views that a member keeps, and the mail that he wants: how often he is
-- told what was sold, and whether of days that stand out.

BEGIN;

CREATE TABLE saved_view (
	tenant_id	bigint NOT NULL,
	view_id		bigint GENERATED ALWAYS AS IDENTITY,
	user_id		bigint NOT NULL,
	name		text NOT NULL,
	path		text NOT NULL,	-- of a page, and what it shows
	query		text NOT NULL,
	shared		boolean NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, view_id),
	UNIQUE (tenant_id, user_id, name),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);

CREATE TYPE digest_frequency AS ENUM ('off', 'daily', 'weekly');

-- Hour and weekday are those of the first shop's zone.
CREATE TABLE digest_wish (
	tenant_id	bigint NOT NULL,
	user_id		bigint NOT NULL,
	frequency	digest_frequency NOT NULL,
	hour		smallint NOT NULL DEFAULT 8
		CHECK (hour BETWEEN 0 AND 23),
	weekday		smallint NOT NULL DEFAULT 1	-- 1 is Monday
		CHECK (weekday BETWEEN 1 AND 7),
	shop_ids	bigint[],			-- NULL: all
	alerts		boolean NOT NULL,
	since		timestamptz NOT NULL DEFAULT now(),	-- of this time
	PRIMARY KEY (tenant_id, user_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);

CREATE TYPE mail_kind AS ENUM ('digest', 'alert');

-- A mail that ought to be sent once.  Whoever sends it has inserted its row,
-- or taken up one that waits.  A row that stays at sending is one whose
-- process died, or whose server was lost after the last line: nobody knows
-- whether it arrived, and it is not sent again.
CREATE TYPE mail_state AS ENUM
	('sending', 'waiting', 'sent', 'failed', 'unknown');

CREATE TABLE user_mail (
	tenant_id	bigint NOT NULL,
	mail_id		bigint GENERATED ALWAYS AS IDENTITY,
	user_id		bigint NOT NULL,
	kind		mail_kind NOT NULL,
	period		text NOT NULL,		-- what it is about
	state		mail_state NOT NULL,
	attempts	smallint NOT NULL DEFAULT 1,
	tried_at	timestamptz NOT NULL DEFAULT now(),
	created_at	timestamptz NOT NULL DEFAULT now(),
	secret_hash	bytea NOT NULL,		-- of the link to have no more
	PRIMARY KEY (tenant_id, mail_id),
	UNIQUE (tenant_id, user_id, kind, period),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);

-- Which days that stand out somebody has been told of.
CREATE TABLE told_insight (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	user_id		bigint NOT NULL,
	metric		text NOT NULL,
	since		date NOT NULL,
	mail_id		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, user_id, metric, since),
	FOREIGN KEY (tenant_id, user_id) REFERENCES user_account
		ON DELETE CASCADE
);
CREATE INDEX told_insight_by_user ON told_insight
	(tenant_id, user_id, mail_id);

-- Who wants mail, over all tenants.
CREATE TABLE directory_digest (
	user_id		bigint PRIMARY KEY REFERENCES directory_user (user_id)
		ON DELETE CASCADE,
	tenant_id	bigint NOT NULL REFERENCES tenant
);

CREATE FUNCTION directory_want_digest(member bigint, wanted boolean)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_digest
	 WHERE user_id = member AND tenant_id = current_tenant();
	INSERT INTO directory_digest (user_id, tenant_id)
	SELECT d.user_id, d.tenant_id FROM directory_user d
	 WHERE d.user_id = member AND d.tenant_id = current_tenant() AND wanted
	ON CONFLICT DO NOTHING;
END;

CREATE FUNCTION directory_list_digests()
RETURNS TABLE (tenant_id bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.user_id FROM directory_digest d
	 ORDER BY d.tenant_id, d.user_id;
END;

REVOKE ALL ON FUNCTION directory_want_digest(bigint, boolean),
	directory_list_digests() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_want_digest(bigint, boolean) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_list_digests() TO xeno_sync;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()))', t)
  FROM unnest(ARRAY['saved_view', 'digest_wish', 'user_mail',
	'told_insight']) AS t \gexec

GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view, digest_wish TO xeno_api;
GRANT SELECT ON user_mail TO xeno_api;
GRANT SELECT, DELETE ON told_insight TO xeno_api;
GRANT SELECT ON digest_wish TO xeno_sync;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_mail, told_insight TO xeno_sync;
GRANT SELECT (tenant_id, user_id, email, disabled_at) ON user_account
	TO xeno_sync;

COMMIT;
