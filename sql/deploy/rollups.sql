-- Deploy xeno:rollups to pg
-- requires: ledger
--
-- Sums of the ledger, so that nobody waits for raw rows.  Each is changed by
-- the difference new - old in the transaction that changes the facts, under
-- the shop's lock; `xeno-sync verify` recomputes them and must find nothing.
-- A row of nothing but zeroes means the same as no row.
--
-- Amounts are whole numbers of 1/10,000 of the shop's currency: exact, added
-- up four times as fast as numeric, and, since only the comparison of integers
-- is leakproof, usable in an index under row-level security.
--
-- `generation` is that of shop_state: 1, in every row so far.  It leaves room
-- to build rows anew beside those that are read; a change of the shop's time
-- zone builds them in their place, in one transaction
-- (lib/domain/upkeep/rezone.h).

BEGIN;

CREATE TABLE rollup_day (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	day		date NOT NULL,
	orders		bigint NOT NULL,
	units_ordered	bigint NOT NULL,
	units_net	bigint NOT NULL,
	gross_sales	bigint NOT NULL,
	discounts	bigint NOT NULL,
	sales_reversals	bigint NOT NULL,
	shipping	bigint NOT NULL,
	taxes		bigint NOT NULL,
	duties		bigint NOT NULL,
	fees		bigint NOT NULL,
	tips		bigint NOT NULL,
	gift_card_sales	bigint NOT NULL,
	initial_sales	bigint NOT NULL,	-- gross - discounts, as placed
	PRIMARY KEY (tenant_id, shop_id, generation, day)
) WITH (fillfactor = 70);

-- A first full sync meets most customers in each of its chunks, so for it their
-- rollups are built at its end, by ranges of ids: they hold the customers up to
-- this one.
ALTER TABLE shop_state ADD customers_built_to bigint NOT NULL
	DEFAULT 9223372036854775807;

-- Spend is on the order's day: what the customer's orders come to now.
CREATE TABLE customer_stat (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	customer_id	bigint NOT NULL,
	orders		bigint NOT NULL,
	spent		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, customer_id)
) WITH (fillfactor = 70);
CREATE INDEX customer_stat_by_spend ON customer_stat
	(tenant_id, shop_id, generation, spent DESC, customer_id)
	WHERE spent IS NOT NULL;

CREATE TABLE customer_month (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	month		date NOT NULL,		-- its first day
	customer_id	bigint NOT NULL,
	orders		bigint NOT NULL,
	spent		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, month, customer_id)
) WITH (fillfactor = 70);
CREATE INDEX customer_month_by_spend ON customer_month
	(tenant_id, shop_id, generation, month, spent DESC, customer_id)
	WHERE spent IS NOT NULL;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	ALTER TABLE %1$I SET (autovacuum_vacuum_scale_factor = 0.02,
		autovacuum_analyze_scale_factor = 0.02);
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api;
	GRANT SELECT ON %1$I TO xeno_read', t)
  FROM unnest(ARRAY['rollup_day', 'customer_stat', 'customer_month']) AS t
\gexec

COMMIT;
