-- Revert xeno:reversal_cells from pg

BEGIN;

DROP TABLE reversal_cell;

COMMIT;
