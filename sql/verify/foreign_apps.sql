-- Verify xeno:foreign_apps on pg

BEGIN;

SELECT api_key, api_secret FROM shop WHERE false;

ROLLBACK;
