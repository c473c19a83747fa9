-- Revert xeno:foreign_apps from pg

BEGIN;

ALTER TABLE shop
	DROP api_key,
	DROP api_secret;

COMMIT;
