-- Deploy xeno:cell_kinds to pg
-- requires: customer_cells
--
-- The kind of a cell as text: under row-level security only an operator that
-- is leakproof reaches an index, and the equality of enums is none, so all
-- kinds of a shop's cells were read for the cells of one.

BEGIN;

ALTER TABLE customer_cell ALTER kind TYPE text;
DROP TYPE customer_cell_kind;
CREATE DOMAIN customer_cell_kind AS text CHECK (VALUE IN ('day', 'recur_day',
	'recur_month', 'week', 'month', 'quarter'));
ALTER TABLE customer_cell ALTER kind TYPE customer_cell_kind;

COMMIT;
