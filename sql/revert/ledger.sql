-- Revert xeno:ledger from pg

BEGIN;

DROP TABLE sale_event;
DROP TYPE sale_line_type;
DROP TYPE sale_side;
DROP TYPE sale_source;

COMMIT;
