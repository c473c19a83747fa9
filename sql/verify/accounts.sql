-- Verify xeno:accounts on pg

BEGIN;

SELECT * FROM user_account WHERE false;
SELECT * FROM shop WHERE false;
SELECT * FROM shop_state WHERE false;

ROLLBACK;
