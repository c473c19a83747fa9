-- Revert xeno:search from pg

BEGIN;

DROP INDEX customer_by_first_name;
DROP INDEX customer_by_last_name;
DROP INDEX customer_by_email;
DROP INDEX orders_by_name;

COMMIT;
