-- Verify xeno:topics on pg

BEGIN;

SELECT * FROM order_reread WHERE false;
SELECT * FROM delivery_count WHERE false;
SELECT merged_into, redacted FROM tombstone WHERE false;
SELECT shop_updated_at FROM shop_state WHERE false;

ROLLBACK;
