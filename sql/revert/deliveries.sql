-- Revert xeno:deliveries from pg

BEGIN;

DROP TABLE dead_letter;
DROP TABLE delivery;

COMMIT;
