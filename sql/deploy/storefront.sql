-- Deploy xeno:storefront to pg
-- requires: topics
--
-- What visitors of a storefront do before they buy, and its sums by day and
-- kind.  The rules are those of the rollups: whoever changes the facts holds
-- the shop's lock, and changes the sums by the difference.

BEGIN;

CREATE TYPE storefront_event_type AS ENUM
	('product_viewed', 'cart_abandoned', 'checkout_started');

-- Nothing names the visitor but a customer's id, where Shopify gives one.
CREATE TABLE storefront_event (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	type		storefront_event_type NOT NULL,
	event_key	bytea NOT NULL,		-- SHA-256 of what names it
	told_at		timestamptz NOT NULL	-- of this state; newest wins
		CHECK (isfinite(told_at)),
	happened_at	timestamptz NOT NULL CHECK (isfinite(happened_at)),
	local_day	date NOT NULL,		-- of that, in the shop's zone
	product		text,			-- the handle of one viewed
	customer_id	bigint,
	ended		boolean NOT NULL,	-- a cart: something came of it
	counted		boolean NOT NULL,	-- is in the sums
	PRIMARY KEY (tenant_id, shop_id, type, event_key)
) WITH (fillfactor = 90);
CREATE INDEX storefront_event_by_time ON storefront_event
	(tenant_id, shop_id, happened_at) INCLUDE (type, local_day)
	WHERE counted;
CREATE INDEX storefront_event_by_customer ON storefront_event
	(tenant_id, shop_id, customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE rollup_event (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	day		date NOT NULL,
	type		storefront_event_type NOT NULL,
	events		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, day, type)
) WITH (fillfactor = 70);

-- What a customer's events add to the score of the orders; the whole of it
-- stands there for the index alone.
ALTER TABLE customer_stat
	ADD points bigint NOT NULL DEFAULT 0,
	ADD engagement bigint NOT NULL
		GENERATED ALWAYS AS (10 * orders + points) STORED;
CREATE INDEX customer_stat_by_engagement ON customer_stat
	(tenant_id, shop_id, generation, engagement DESC, customer_id)
	WHERE engagement IS NOT NULL;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	ALTER TABLE %1$I SET (autovacuum_vacuum_scale_factor = 0.02,
		autovacuum_analyze_scale_factor = 0.02);
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['storefront_event', 'rollup_event']) AS t \gexec
GRANT SELECT ON rollup_event TO xeno_read;

COMMIT;
