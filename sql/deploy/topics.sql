-- Deploy xeno:topics to pg
-- requires: deliveries
--
-- What further topics leave behind: orders to be read again, customers that
-- were merged or redacted, and how many deliveries there were of each topic.

BEGIN;

-- An edit is told of without its result: the order is read again from
-- Shopify, by whoever syncs the shop next.
CREATE TABLE order_reread (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	reason		text NOT NULL,		-- such as 'edited'
	happened_at	timestamptz CHECK (isfinite(happened_at)),
	wanted_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(wanted_at)),
	PRIMARY KEY (tenant_id, shop_id, order_id)
);

CREATE TABLE delivery_count (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	topic		text NOT NULL,
	deliveries	bigint NOT NULL,	-- duplicates do not count
	last_at		timestamptz NOT NULL CHECK (isfinite(last_at)),
	PRIMARY KEY (tenant_id, shop_id, topic)
) WITH (fillfactor = 50);

-- A merged customer's orders are another's from then on, also those that
-- come late.  `buyer` is the person behind an order that was redacted.
ALTER TABLE tombstone
	ADD COLUMN merged_into bigint,
	ADD COLUMN redacted boolean NOT NULL DEFAULT false,
	DROP CONSTRAINT tombstone_kind_check,
	ADD CONSTRAINT tombstone_kind_check CHECK
		(kind IN ('customer', 'order', 'product', 'buyer'));

-- Of the shop itself, so that the newest shop/update wins.
ALTER TABLE shop_state ADD COLUMN shop_updated_at timestamptz
	CHECK (isfinite(shop_updated_at));

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['order_reread', 'delivery_count']) AS t \gexec

COMMIT;
