-- Deploy xeno:departures to pg
-- requires: pushed
--
-- How long a shop is gone counts from the last time that it left, whichever way
-- it did: one that was uninstalled waits to be erased like one that its tenant
-- disconnected, and one that came back waits no more.

BEGIN;

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
	DELETE FROM directory_disconnected
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

-- A shop that is erased is noted too, until it is forgotten with the rest.
CREATE OR REPLACE FUNCTION directory_release_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_former_shop (shop_domain, tenant_id, shop_id)
	SELECT shop_domain, tenant_id, shop_id FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant()
	    ON CONFLICT DO NOTHING;
	INSERT INTO directory_disconnected (shop_id, tenant_id)
	SELECT shop_id, tenant_id FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant()
	    ON CONFLICT (shop_id) DO UPDATE SET since = now();
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = false
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

-- What was noted before a shop was connected for the last time is of no use,
-- and of those that are gone without a note nobody knows since when: since now.
-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE shop NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
DELETE FROM directory_disconnected d USING shop s
 WHERE s.tenant_id = d.tenant_id AND s.shop_id = d.shop_id
   AND s.verified_at > d.since;
INSERT INTO directory_disconnected (shop_id, tenant_id)
SELECT s.shop_id, s.tenant_id
  FROM shop s JOIN shop_state st USING (tenant_id, shop_id)
 WHERE s.verified_at IS NOT NULL AND NOT st.connected
    ON CONFLICT (shop_id) DO NOTHING;
ALTER TABLE shop FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;

COMMIT;
