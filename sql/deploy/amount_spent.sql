-- Deploy xeno:amount_spent to pg
-- requires: entities
--
-- What Shopify itself says a customer has spent, for reference.  Most bodies
-- do not say it, so it has a time of its own, that of the last state that did.
--
-- Columns that may be null are added without a look at any row, and no row
-- can break the new constraints yet: they are not validated, for that would
-- read the whole table while nobody else can.

BEGIN;

ALTER TABLE customer
	ADD COLUMN amount_spent numeric(20,4),		-- null: not known
	ADD COLUMN amount_spent_currency text,
	ADD COLUMN amount_spent_at timestamptz,
	ADD CONSTRAINT customer_amount_spent_check
		CHECK (amount_spent <> 'NaN') NOT VALID,
	ADD CONSTRAINT customer_amount_spent_at_check
		CHECK (isfinite(amount_spent_at)) NOT VALID;

COMMIT;
