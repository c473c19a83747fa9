-- Verify xeno:breaker on pg

BEGIN;

SELECT failures, next_attempt_at FROM shop_state WHERE false;

ROLLBACK;
