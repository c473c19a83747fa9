-- Revert xeno:lookups from pg

BEGIN;

ALTER TABLE directory_pushed
	ALTER tenant_id RESET (n_distinct),
	ALTER shop_id RESET (n_distinct);
ALTER TABLE reversal_cell
	ALTER tenant_id RESET (n_distinct),
	ALTER shop_id RESET (n_distinct);

CREATE INDEX delivery_by_time ON delivery USING brin (received_at);
DROP INDEX delivery_by_shop;
ALTER TABLE storefront_event
	DROP CONSTRAINT storefront_event_pkey,
	ADD PRIMARY KEY (tenant_id, shop_id, type, event_key);

COMMIT;
