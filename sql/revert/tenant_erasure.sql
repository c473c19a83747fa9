-- Revert xeno:tenant_erasure from pg

BEGIN;

DROP FUNCTION directory_end_tenant();
DROP FUNCTION directory_erase_some(integer);
DROP FUNCTION directory_list_erasures();
DROP FUNCTION directory_erase_tenant();
DROP INDEX directory_former_shop_by_tenant, directory_shop_by_tenant,
	directory_user_by_tenant;
DROP TABLE directory_erasure;

COMMIT;
