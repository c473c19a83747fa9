-- Revert xeno:unknown_sales from pg

BEGIN;

DROP INDEX sale_event_unknown;

COMMIT;
