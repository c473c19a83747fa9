-- Deploy xeno:parts to pg
-- requires: exactness
--
-- A day's sales taken apart: by hour, channel, country, product and discount
-- code, and the months of all of these but hours.  Not changed by difference
-- as rollup_day is: whoever changes rollup_day marks the day in rollup_dirty,
-- and what is marked is built anew from the facts within a minute.  Readers
-- take marked days from the facts, and so are exact at any moment.
--
-- `facts` counts the rows of the ledger and the orders that a row is made of:
-- a key is one of a range as long as there are any.  Smallints, for the
-- comparison of enums is not leakproof, and would lose the index under
-- row-level security.

BEGIN;

CREATE TABLE rollup_part (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	-- 1 hour, 2 channel, 3 country, 4 product, 5 discount code
	dimension	smallint NOT NULL CHECK (dimension BETWEEN 1 AND 9),
	grain		smallint NOT NULL CHECK (grain IN (1, 2)),
	period		date NOT NULL,	-- 1: a day; 2: a month's first day
	value		text NOT NULL,	-- 00 to 23; '' where there is none
	facts		bigint NOT NULL,
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
	initial_sales	bigint NOT NULL,
	derived		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, dimension, grain, period,
		value)
) WITH (fillfactor = 70);
-- On which days a product was sold.
CREATE INDEX rollup_part_by_product ON rollup_part
	(tenant_id, shop_id, generation, value, period)
	WHERE dimension = 4 AND grain = 1;

CREATE TABLE rollup_dirty (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	day		date NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, day)
);

-- What there is already is built from now on.  The owner, too, sees no
-- tenant's rows but for a moment.
ALTER TABLE rollup_day NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_dirty (tenant_id, shop_id, day)
	SELECT DISTINCT tenant_id, shop_id, day FROM rollup_day;
ALTER TABLE rollup_day FORCE ROW LEVEL SECURITY;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	ALTER TABLE %1$I SET (autovacuum_vacuum_scale_factor = 0.02,
		autovacuum_analyze_scale_factor = 0.02);
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api;
	GRANT SELECT ON %1$I TO xeno_read', t)
  FROM unnest(ARRAY['rollup_part', 'rollup_dirty']) AS t \gexec

COMMIT;
