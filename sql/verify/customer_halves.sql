-- Verify xeno:customer_halves on pg
--
-- Which customer_spans gives another name.

BEGIN;

SELECT 1 / count(*) FROM pg_class
 WHERE oid IN (to_regclass('customer_half'), to_regclass('customer_span'));

ROLLBACK;
