-- Verify xeno:other_bodies on pg

BEGIN;

SELECT other_bodies FROM delivery_count WHERE false;

ROLLBACK;
