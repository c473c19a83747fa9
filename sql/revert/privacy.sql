-- Revert xeno:privacy from pg

BEGIN;

CREATE OR REPLACE FUNCTION directory_claim_shop(domain text, shop bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	INSERT INTO directory_shop (shop_domain, tenant_id, shop_id)
	VALUES (domain, current_tenant(), shop);
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

CREATE OR REPLACE FUNCTION directory_release_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = false
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

DROP FUNCTION directory_forget_shop(bigint),
	directory_find_former_shops(text), directory_list_privacy(),
	directory_take_privacy(bigint), directory_want_privacy(bigint, bigint);
DROP TABLE directory_former_shop;
DROP TABLE directory_privacy;
DROP TABLE privacy_request;

COMMIT;
