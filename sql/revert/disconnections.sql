-- Revert xeno:disconnections from pg

BEGIN;

CREATE OR REPLACE FUNCTION directory_forget_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

DROP FUNCTION directory_list_disconnected(interval);
DROP FUNCTION directory_disconnect_shop(bigint);
DROP TABLE directory_disconnected;

COMMIT;
