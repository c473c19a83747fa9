-- Deploy xeno:rfm to pg
-- requires: customer_cells
--
-- Customers by how recently, how often and for how much they have ordered, as
-- scored by `xeno-sync rfm`: see lib/domain/rollup/rfm.h.

BEGIN;

-- Texts, for the same reason as those of cell_kinds.
CREATE TABLE customer_rfm (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	customer_id	bigint NOT NULL,
	recency		smallint CHECK (recency BETWEEN 1 AND 5),
	frequency	smallint CHECK (frequency BETWEEN 1 AND 5),
	monetary	smallint CHECK (monetary BETWEEN 1 AND 5),
	rfm_group	text COLLATE "C" NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, customer_id)
) WITH (fillfactor = 90);
CREATE INDEX customer_rfm_by_group ON customer_rfm
	(tenant_id, shop_id, rfm_group, customer_id DESC);

-- What the last time came to: the bounds of the fifths, and sums of the groups
-- in the order of enum rfm_group.
CREATE TABLE rfm_run (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	as_of		date NOT NULL,
	recency		bigint[] NOT NULL,	-- days since the last order
	frequency	bigint[] NOT NULL,	-- orders
	monetary	bigint[] NOT NULL,	-- spent, in 1/10,000
	customers	bigint[] NOT NULL,
	orders		bigint[] NOT NULL,
	spent		bigint[] NOT NULL,
	PRIMARY KEY (tenant_id, shop_id)
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['customer_rfm', 'rfm_run']) AS t \gexec
GRANT SELECT ON rfm_run TO xeno_read;

COMMIT;
