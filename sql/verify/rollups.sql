-- Verify xeno:rollups on pg

BEGIN;

SELECT * FROM rollup_day WHERE false;
SELECT * FROM customer_stat WHERE false;
SELECT * FROM customer_month WHERE false;

SELECT customers_built_to FROM shop_state WHERE false;

ROLLBACK;
