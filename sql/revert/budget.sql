-- Revert xeno:budget from pg

BEGIN;

ALTER TABLE shop_state DROP COLUMN budget_available,
	DROP COLUMN budget_maximum, DROP COLUMN budget_restore,
	DROP COLUMN budget_seen_at;

COMMIT;
