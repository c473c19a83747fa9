-- Verify xeno:budget on pg

BEGIN;

SELECT budget_available, budget_maximum, budget_restore, budget_seen_at
  FROM shop_state WHERE false;

ROLLBACK;
