-- Deploy xeno:pushed to pg
-- requires: disconnections
--
-- Shops that Shopify knows nothing of: their tenant pushes what is in them.
-- They are scored, verified and built like the others, so whoever does that for
-- all tenants has to find them.

BEGIN;

CREATE TABLE directory_pushed (
	shop_id		bigint PRIMARY KEY,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	shop_domain	text NOT NULL	-- claimed, so others may have it too
);
CREATE INDEX directory_pushed_by_tenant ON directory_pushed (tenant_id);

-- Those that there are.  The owner, too, sees no tenant's rows but for a
-- moment.
ALTER TABLE shop NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
INSERT INTO directory_pushed (shop_id, tenant_id, shop_domain)
SELECT s.shop_id, s.tenant_id, s.shop_domain
  FROM shop s JOIN shop_state st USING (tenant_id, shop_id)
 WHERE s.verified_at IS NULL AND NOT st.connected AND st.data_version > 0;
ALTER TABLE shop FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;

CREATE FUNCTION directory_note_pushed(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_pushed (shop_id, tenant_id, shop_domain)
	SELECT s.shop_id, s.tenant_id, s.shop_domain FROM shop s
	 WHERE s.shop_id = shop AND s.tenant_id = current_tenant()
	   AND s.verified_at IS NULL
	    ON CONFLICT (shop_id) DO NOTHING;
END;

CREATE FUNCTION directory_list_pushed()
RETURNS TABLE (tenant_id bigint, shop_id bigint, shop_domain text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id, d.shop_domain FROM directory_pushed d
	 ORDER BY d.shop_id;
END;

-- From now on it is a connected one.
CREATE OR REPLACE FUNCTION directory_claim_shop(domain text, shop bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	INSERT INTO directory_shop (shop_domain, tenant_id, shop_id)
	VALUES (domain, current_tenant(), shop);
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

CREATE OR REPLACE FUNCTION directory_release_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_former_shop (shop_domain, tenant_id, shop_id)
	SELECT shop_domain, tenant_id, shop_id FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant()
	    ON CONFLICT DO NOTHING;
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = false
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

-- Also what a push that was at it during the release has noted.
CREATE OR REPLACE FUNCTION directory_forget_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_disconnected
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION directory_note_pushed(bigint), directory_list_pushed()
	FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_note_pushed(bigint) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_list_pushed() TO xeno_sync;

COMMIT;
