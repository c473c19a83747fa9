-- Deploy xeno:accounts to pg
-- requires: directory
--
-- Who may come in, and which shops a tenant has.

BEGIN;

CREATE TABLE user_account (
	tenant_id	bigint NOT NULL REFERENCES tenant,
	user_id		bigint NOT NULL,
	email		text NOT NULL,
	password_hash	text NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, user_id)
);

-- A shop is claimed when it is added, and verified when Shopify itself has
-- said that it is the tenant's.  Only a verified shop receives anything.
CREATE TABLE shop (
	tenant_id	bigint NOT NULL REFERENCES tenant,
	shop_id		bigint GENERATED ALWAYS AS IDENTITY,
	shop_domain	text NOT NULL CHECK
		(shop_domain ~ '^[a-z0-9][a-z0-9-]*\.myshopify\.com$'),
	name		text NOT NULL,
	currency	text NOT NULL DEFAULT 'USD',
	timezone	text NOT NULL DEFAULT 'UTC',
	is_active	boolean NOT NULL DEFAULT true,
	verified_at	timestamptz,
	scopes		text[] NOT NULL DEFAULT '{}',
	access_token	bytea,		-- sealed; not readable in the database
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, shop_id),
	UNIQUE (tenant_id, shop_domain)
);
COMMENT ON COLUMN shop.access_token IS
	'AES-256-GCM, bound to (tenant_id, shop_id); see lib/wrap/seal.h';

-- The one row that every writer of a shop locks first.
CREATE TABLE shop_state (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	data_version	bigint NOT NULL DEFAULT 0,	-- counts every change
	generation	integer NOT NULL DEFAULT 1,	-- see rollups.sql
	timezone	text NOT NULL,		-- that the days are in
	customers	bigint NOT NULL DEFAULT 0,	-- not deleted
	products	bigint NOT NULL DEFAULT 0,
	connected	boolean NOT NULL DEFAULT false,	-- in the directory
	needs_reauth	boolean NOT NULL DEFAULT false,
	last_webhook_at	timestamptz,
	last_sync_at	timestamptz,
	dead_letters	bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (tenant_id, shop_id),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE
) WITH (fillfactor = 50);

-- A shop proved to be the tenant's: its domain is taken.  A domain that is
-- verified for another tenant is a unique violation.
CREATE FUNCTION directory_claim_shop(domain text, shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	INSERT INTO directory_shop (shop_domain, tenant_id, shop_id)
	VALUES (domain, current_tenant(), shop);
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

CREATE FUNCTION directory_release_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = false
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION directory_claim_shop(text, bigint),
	directory_release_shop(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_claim_shop(text, bigint),
	directory_release_shop(bigint) TO xeno_api, xeno_sync;
GRANT EXECUTE ON FUNCTION directory_release_shop(bigint) TO xeno_ingest;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()))', t)
  FROM unnest(ARRAY['user_account', 'shop', 'shop_state']) AS t \gexec

GRANT SELECT, INSERT, UPDATE ON user_account TO xeno_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON shop, shop_state TO xeno_api;
GRANT SELECT, UPDATE ON shop, shop_state TO xeno_ingest, xeno_sync;
GRANT SELECT (tenant_id, shop_id, shop_domain, name, currency, timezone,
	is_active, verified_at, created_at) ON shop TO xeno_read;
GRANT SELECT ON shop_state TO xeno_read;

COMMIT;
