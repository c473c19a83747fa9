-- Deploy xeno:audit_keep to pg
-- requires: audit_log
--
-- The audit log is kept for so many days (audit_keep_days), and swept by
-- `xeno-sync retention`, of every tenant, also one without a shop.

BEGIN;

GRANT SELECT, DELETE ON audit_event TO xeno_sync;

CREATE FUNCTION directory_list_tenants() RETURNS TABLE (tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT t.tenant_id FROM tenant t ORDER BY t.tenant_id;
END;

REVOKE ALL ON FUNCTION directory_list_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_list_tenants() TO xeno_sync;

COMMIT;
