-- Revert xeno:reorder_cells from pg

BEGIN;

ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
DELETE FROM customer_cell WHERE kind BETWEEN 7 AND 9 AND class = 3;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_class,
	ADD CONSTRAINT customer_cell_class CHECK (class = 0 OR kind < 3);

COMMIT;
