-- Deploy xeno:claims to pg
-- requires: departures
--
-- A domain is claimed for a shop that is there.  One that was erased while
-- Shopify was asked about its new token kept its domain for ever: nobody could
-- connect it, and nobody was left to release it.

BEGIN;

CREATE OR REPLACE FUNCTION directory_claim_shop(domain text, shop bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	INSERT INTO directory_shop (shop_domain, tenant_id, shop_id)
	SELECT domain, tenant_id, shop_id FROM shop_state
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_disconnected
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

-- Also what a claim that was at it during the release has noted, or a push.
CREATE OR REPLACE FUNCTION directory_forget_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_pushed
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_disconnected
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
DELETE FROM directory_shop d WHERE NOT EXISTS (SELECT FROM shop_state s
	WHERE s.tenant_id = d.tenant_id AND s.shop_id = d.shop_id);
ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;

COMMIT;
