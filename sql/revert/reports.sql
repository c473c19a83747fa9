-- Revert xeno:reports from pg

BEGIN;

DROP TABLE shopify_report;
DROP TABLE shopify_day;

COMMIT;
