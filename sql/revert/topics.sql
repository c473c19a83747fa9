-- Revert xeno:topics from pg

BEGIN;

ALTER TABLE shop_state DROP COLUMN shop_updated_at;
DELETE FROM tombstone WHERE kind = 'buyer';
ALTER TABLE tombstone
	DROP CONSTRAINT tombstone_kind_check,
	ADD CONSTRAINT tombstone_kind_check CHECK
		(kind IN ('customer', 'order', 'product')),
	DROP COLUMN redacted,
	DROP COLUMN merged_into;
DROP TABLE delivery_count;
DROP TABLE order_reread;

COMMIT;
