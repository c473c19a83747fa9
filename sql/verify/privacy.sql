-- Verify xeno:privacy on pg

BEGIN;

SELECT * FROM privacy_request WHERE false;
SELECT * FROM directory_privacy WHERE false;
SELECT * FROM directory_former_shop WHERE false;
SELECT * FROM directory_list_privacy() WHERE false;
SELECT * FROM directory_find_former_shops('') WHERE false;

ROLLBACK;
