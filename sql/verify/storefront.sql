-- Verify xeno:storefront on pg

BEGIN;

SELECT * FROM storefront_event WHERE false;
SELECT * FROM rollup_event WHERE false;
SELECT points, engagement FROM customer_stat WHERE false;

ROLLBACK;
