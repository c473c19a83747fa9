-- Revert xeno:claims from pg

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

COMMIT;
