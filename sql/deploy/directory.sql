-- Deploy xeno:directory to pg
--
-- What must be unique over all tenants, and so cannot be keyed by one: an
-- e-mail address, a verified shop domain, the queue of wanted runs.  No role
-- of the service reads these tables; it calls the functions below, each of
-- which answers one question that comes before a tenant is known.

BEGIN;

CREATE TABLE tenant (
	tenant_id	bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	created_at	timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE directory_user (
	email		text PRIMARY KEY CHECK (email = lower(email)),
	tenant_id	bigint NOT NULL REFERENCES tenant,
	user_id		bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

CREATE TABLE directory_shop (
	shop_domain	text PRIMARY KEY,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	shop_id		bigint NOT NULL UNIQUE
);

CREATE TABLE directory_run (
	run_id		bigint PRIMARY KEY,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	wanted_at	timestamptz NOT NULL DEFAULT now()
);

-- A new tenant with its first user.  A taken address is a unique violation.
CREATE FUNCTION directory_register(address text)
RETURNS TABLE (tenant_id bigint, user_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	WITH new_tenant AS (
		INSERT INTO tenant DEFAULT VALUES RETURNING tenant.tenant_id)
	INSERT INTO directory_user (email, tenant_id)
	SELECT lower(address), new_tenant.tenant_id FROM new_tenant
	RETURNING directory_user.tenant_id, directory_user.user_id;
END;

CREATE FUNCTION directory_find_user(address text)
RETURNS TABLE (tenant_id bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.user_id FROM directory_user d
	 WHERE d.email = lower(address);
END;

CREATE FUNCTION directory_find_shop(domain text)
RETURNS TABLE (tenant_id bigint, shop_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id FROM directory_shop d
	 WHERE d.shop_domain = domain;
END;

-- Every connected shop: what a scheduled run goes through.
CREATE FUNCTION directory_list_shops()
RETURNS TABLE (tenant_id bigint, shop_id bigint, shop_domain text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id, d.shop_domain FROM directory_shop d
	 ORDER BY d.shop_id;
END;

-- Runs that nobody has taken up yet, oldest first.
CREATE FUNCTION directory_list_runs(older_than interval)
RETURNS TABLE (tenant_id bigint, run_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.run_id FROM directory_run d
	 WHERE d.wanted_at <= now() - older_than ORDER BY d.wanted_at, d.run_id;
END;

-- The rest acts for the tenant that the transaction is set to, and for no
-- other: these functions write the directory on its behalf.
CREATE FUNCTION current_tenant() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('xeno.tenant_id', true), '')::bigint;

CREATE FUNCTION directory_want_run(run bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_run (run_id, tenant_id)
	VALUES (run, current_tenant());
END;

CREATE FUNCTION directory_take_run(run bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_run
	 WHERE run_id = run AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION
	directory_register(text), directory_find_user(text),
	directory_find_shop(text), directory_list_shops(),
	directory_list_runs(interval), directory_want_run(bigint),
	directory_take_run(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
	directory_register(text), directory_find_user(text),
	directory_want_run(bigint) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_find_shop(text) TO xeno_ingest;
GRANT EXECUTE ON FUNCTION
	directory_find_shop(text), directory_list_shops(),
	directory_list_runs(interval), directory_want_run(bigint),
	directory_take_run(bigint) TO xeno_sync;

COMMIT;
