-- Verify xeno:directory on pg

BEGIN;

SELECT * FROM tenant WHERE false;
SELECT * FROM directory_user WHERE false;
SELECT * FROM directory_shop WHERE false;
SELECT * FROM directory_run WHERE false;

ROLLBACK;
