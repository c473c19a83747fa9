-- Verify xeno:reports on pg

BEGIN;

SELECT day, metric, amount, asked_at FROM shopify_day WHERE false;
SELECT asked_at, reason FROM shopify_report WHERE false;

ROLLBACK;
