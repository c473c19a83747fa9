-- Revert xeno:directory from pg

BEGIN;

DROP FUNCTION directory_take_run(bigint);
DROP FUNCTION directory_want_run(bigint);
DROP FUNCTION directory_list_runs(interval);
DROP FUNCTION directory_list_shops();
DROP FUNCTION directory_find_shop(text);
DROP FUNCTION directory_find_user(text);
DROP FUNCTION directory_register(text);
DROP FUNCTION current_tenant();
DROP TABLE directory_run;
DROP TABLE directory_shop;
DROP TABLE directory_user;
DROP TABLE tenant;

COMMIT;
