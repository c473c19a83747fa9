-- Revert xeno:customer_cells from pg

BEGIN;

DROP TABLE customer_cell;
DROP TYPE customer_cell_kind;

COMMIT;
