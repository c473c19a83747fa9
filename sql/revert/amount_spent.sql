-- Revert xeno:amount_spent from pg

BEGIN;

ALTER TABLE customer DROP COLUMN amount_spent,
	DROP COLUMN amount_spent_currency, DROP COLUMN amount_spent_at;

COMMIT;
