-- Revert xeno:other_bodies from pg

BEGIN;

ALTER TABLE delivery_count DROP COLUMN other_bodies;

COMMIT;
