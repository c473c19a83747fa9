-- Revert xeno:half_years from pg

BEGIN;

ALTER TABLE customer_span NO FORCE ROW LEVEL SECURITY;
DELETE FROM customer_span WHERE months = 6
	AND extract(month FROM begins) NOT IN (1, 4, 7, 10);
ALTER TABLE customer_span FORCE ROW LEVEL SECURITY;

COMMIT;
