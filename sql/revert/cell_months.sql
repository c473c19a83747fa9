-- Revert xeno:cell_months from pg

BEGIN;

ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
DELETE FROM customer_cell WHERE kind IN (2, 4, 6);
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

CREATE DOMAIN customer_cell_kind AS text CHECK (VALUE IN ('day', 'recur_day',
	'recur_month', 'week', 'month', 'quarter'));
ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_kind;
ALTER TABLE customer_cell ALTER kind TYPE customer_cell_kind USING CASE kind
	WHEN 1 THEN 'day' WHEN 3 THEN 'recur_day' WHEN 5 THEN 'recur_month'
	WHEN 7 THEN 'week' WHEN 8 THEN 'month' WHEN 9 THEN 'quarter' END;

COMMIT;
