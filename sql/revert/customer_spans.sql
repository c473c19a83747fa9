-- Revert xeno:customer_spans from pg

BEGIN;

DROP INDEX customer_span_by_spend;
ALTER TABLE customer_span NO FORCE ROW LEVEL SECURITY;
DELETE FROM customer_span WHERE months <> 6;
ALTER TABLE customer_span FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_span DROP CONSTRAINT customer_span_pkey,
	DROP months;
ALTER TABLE customer_span RENAME begins TO half;
ALTER TABLE customer_span RENAME TO customer_half;
ALTER TABLE customer_half ADD PRIMARY KEY
	(tenant_id, shop_id, generation, half, customer_id);
CREATE INDEX customer_half_by_spend ON customer_half
	(tenant_id, shop_id, generation, half, spent DESC, customer_id)
	WHERE spent IS NOT NULL;

COMMIT;
