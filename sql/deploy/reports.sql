-- Deploy xeno:reports to pg
-- requires: customer_cells
--
-- What Shopify's own reports say of a shop's days, to be held against
-- rollup_day whenever somebody looks.

BEGIN;

CREATE TABLE shopify_day (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	day		date NOT NULL,
	metric		text NOT NULL,		-- as the API calls it
	amount		bigint NOT NULL,	-- in 1/10,000
	asked_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(asked_at)),
	PRIMARY KEY (tenant_id, shop_id, day, metric)
);

-- How the last question ended; reason: why there was no answer.
CREATE TABLE shopify_report (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	asked_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(asked_at)),
	reason		text,
	PRIMARY KEY (tenant_id, shop_id),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()))', t)
  FROM unnest(ARRAY['shopify_day', 'shopify_report']) AS t \gexec

GRANT SELECT, INSERT, UPDATE, DELETE ON shopify_day, shopify_report
	TO xeno_sync;
GRANT SELECT ON shopify_report TO xeno_api;
GRANT SELECT, DELETE ON shopify_day TO xeno_api;
GRANT SELECT ON shopify_day, shopify_report TO xeno_read;

COMMIT;
