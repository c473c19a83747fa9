-- Revert xeno:cell_kinds from pg

BEGIN;

ALTER TABLE customer_cell ALTER kind TYPE text;
DROP DOMAIN customer_cell_kind;
CREATE TYPE customer_cell_kind AS ENUM ('day', 'recur_day', 'recur_month',
	'week', 'month', 'quarter');
ALTER TABLE customer_cell ALTER kind TYPE customer_cell_kind
	USING kind::customer_cell_kind;

COMMIT;
