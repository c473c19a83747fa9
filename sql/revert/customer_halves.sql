-- Revert xeno:customer_halves from pg

BEGIN;

DROP TABLE customer_half;

COMMIT;
