-- Revert xeno:rollups from pg

BEGIN;

DROP TABLE customer_month;
DROP TABLE customer_stat;
DROP TABLE rollup_day;

ALTER TABLE shop_state DROP customers_built_to;

COMMIT;
