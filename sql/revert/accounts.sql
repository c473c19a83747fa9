-- Revert xeno:accounts from pg

BEGIN;

DROP FUNCTION directory_release_shop(bigint);
DROP FUNCTION directory_claim_shop(text, bigint);
DROP TABLE shop_state;
DROP TABLE shop;
DROP TABLE user_account;

COMMIT;
