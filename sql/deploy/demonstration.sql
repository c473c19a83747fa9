-- Deploy xeno:demonstration to pg
-- requires: directory
--
-- A tenant that is there to be looked at, and may have visitors made up for
-- it.  Only the operator says so, by the owner's connection: no role of the
-- service writes this column, or reads another tenant's.

BEGIN;

ALTER TABLE tenant ADD is_demonstration boolean NOT NULL DEFAULT false;

CREATE FUNCTION directory_is_demonstration() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM tenant
	 WHERE tenant_id = current_tenant() AND is_demonstration);
END;

REVOKE ALL ON FUNCTION directory_is_demonstration() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_is_demonstration() TO xeno_api;

COMMIT;
