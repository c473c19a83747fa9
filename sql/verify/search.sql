-- Verify xeno:search on pg

BEGIN;

SELECT 1 / count(*) FROM pg_class WHERE relname = 'orders_by_name';
SELECT 1 / count(*) FROM pg_class WHERE relname = 'customer_by_email';
SELECT 1 / count(*) FROM pg_class WHERE relname = 'customer_by_last_name';
SELECT 1 / count(*) FROM pg_class WHERE relname = 'customer_by_first_name';

ROLLBACK;
