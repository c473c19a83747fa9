-- Revert xeno:cell_gaps from pg

BEGIN;

ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
DELETE FROM customer_cell WHERE kind > 9;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_kind,
	ADD CONSTRAINT customer_cell_kind CHECK (kind BETWEEN 1 AND 9);

COMMIT;
