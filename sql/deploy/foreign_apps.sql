-- Deploy xeno:foreign_apps to pg
-- requires: connections
--
-- A token that was pasted is mostly of an app of the merchant's own: which app
-- that is, and the secret that it signs its deliveries with.

BEGIN;

ALTER TABLE shop
	ADD api_key	text,		-- of the token's app; null: not known
	ADD api_secret	bytea;		-- sealed, as access_token is

COMMIT;
