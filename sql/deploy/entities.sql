-- Deploy xeno:entities to pg
-- requires: accounts
--
-- What Shopify tells of a shop, in its last known state.  Ids are Shopify's.
-- The shop's currency stands with each order; presentment amounts are kept
-- and never summed.
--
-- No foreign keys between these tables: deliveries come in any order, so an
-- order may precede its customer, and a key check on each row of a backfill
-- costs more than the row.  One writer a shop keeps them whole, and
-- `xeno-sync verify` looks.

BEGIN;

CREATE TABLE customer (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	customer_id	bigint NOT NULL,
	email		text,
	first_name	text,
	last_name	text,
	phone		text,
	state		text,
	country		text,
	created_at	timestamptz NOT NULL CHECK (isfinite(created_at)),
	updated_at	timestamptz NOT NULL CHECK (isfinite(updated_at)),
	PRIMARY KEY (tenant_id, shop_id, customer_id)
) WITH (fillfactor = 90);

CREATE TABLE product (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	product_id	bigint NOT NULL,
	title		text NOT NULL,
	handle		text,
	status		text NOT NULL,
	vendor		text,
	product_type	text,
	created_at	timestamptz NOT NULL CHECK (isfinite(created_at)),
	updated_at	timestamptz NOT NULL CHECK (isfinite(updated_at)),
	published_at	timestamptz CHECK (isfinite(published_at)),
	PRIMARY KEY (tenant_id, shop_id, product_id)
) WITH (fillfactor = 90);

CREATE TABLE orders (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	customer_id	bigint,			-- null: a guest
	name		text,
	email		text,
	created_at	timestamptz NOT NULL CHECK (isfinite(created_at)),
	processed_at	timestamptz NOT NULL CHECK (isfinite(processed_at)),
	updated_at	timestamptz NOT NULL CHECK (isfinite(updated_at)),
	cancelled_at	timestamptz CHECK (isfinite(cancelled_at)),
	closed_at	timestamptz CHECK (isfinite(closed_at)),
	cancel_reason	text,
	test		boolean NOT NULL,
	taxes_included	boolean NOT NULL,
	currency	text NOT NULL,
	presentment_currency	text,
	total_price	numeric(20,4) NOT NULL CHECK (total_price <> 'NaN'),
	presentment_total	numeric(20,4)
		CHECK (presentment_total <> 'NaN'),
	source_name	text,
	country		text,
	financial_status	text,
	fulfillment_status	text,
	discount_codes	text[] NOT NULL DEFAULT '{}',
	headers_only	boolean NOT NULL,	-- refund lines not read yet
	-- Derived: what the rollups hold of this order.
	counted		boolean NOT NULL,	-- is an order in the figures
	spent		bigint NOT NULL CHECK (spent >= 0),
	local_day	date NOT NULL,		-- of processed_at, shop's zone
	PRIMARY KEY (tenant_id, shop_id, order_id)
) WITH (fillfactor = 90);
COMMENT ON COLUMN orders.spent IS
	'net, shipping, tax and duties now, in 1/10,000; 0 if not counted';
-- Not `WHERE counted`: see ROLLUP_COUNTED in rollup.h.
CREATE INDEX orders_by_customer ON orders
	(tenant_id, shop_id, customer_id, local_day)
	INCLUDE (counted, spent, processed_at)
	WHERE customer_id IS NOT NULL;
-- Partial, as other indexes by time or amount are: whoever asks for times
-- implies the predicate, and who looks one order up by its key does not, so
-- that the planner cannot take this index for that.
CREATE INDEX orders_by_time ON orders
	(tenant_id, shop_id, processed_at DESC, order_id DESC)
	INCLUDE (counted) WHERE processed_at IS NOT NULL;
CREATE INDEX orders_by_day ON orders
	(tenant_id, shop_id, local_day) INCLUDE (customer_id, spent)
	WHERE counted;

CREATE TABLE order_line (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	line_id		bigint NOT NULL,
	product_id	bigint,			-- null: custom, or deleted
	variant_id	bigint,
	title		text,
	variant_title	text,
	sku		text,
	vendor		text,
	quantity	bigint NOT NULL,
	current_quantity	bigint,		-- null: not said
	unit_price	numeric(20,4) NOT NULL CHECK (unit_price <> 'NaN'),
	discount	numeric(20,4) NOT NULL CHECK (discount <> 'NaN'),
	tax		numeric(20,4) NOT NULL CHECK (tax <> 'NaN'),
	gift_card	boolean NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, order_id, line_id)
);

CREATE TABLE refund (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	refund_id	bigint NOT NULL,
	created_at	timestamptz NOT NULL CHECK (isfinite(created_at)),
	processed_at	timestamptz CHECK (isfinite(processed_at)),
	total		numeric(20,4) CHECK (total <> 'NaN'),
	PRIMARY KEY (tenant_id, shop_id, order_id, refund_id)
);

-- What a refund is made of.  `shipping` and `adjustment` have no order line;
-- an adjustment is signed as Shopify gives it.
CREATE TABLE refund_line (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	refund_id	bigint NOT NULL,
	kind		text NOT NULL CHECK (kind IN
		('line', 'shipping', 'shipping_refund', 'refund_discrepancy',
		 'adjustment')),
	refund_line_id	bigint NOT NULL,
	line_id		bigint,
	quantity	bigint NOT NULL,
	subtotal	numeric(20,4) NOT NULL CHECK (subtotal <> 'NaN'),
	tax		numeric(20,4) NOT NULL CHECK (tax <> 'NaN'),
	PRIMARY KEY (tenant_id, shop_id, order_id, refund_id, kind,
		refund_line_id)
);

-- What was deleted or redacted, so that nothing late brings it back.
CREATE TABLE tombstone (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	kind		text NOT NULL CHECK
		(kind IN ('customer', 'order', 'product')),
	entity_id	bigint NOT NULL,
	buried_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, shop_id, kind, entity_id)
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['customer', 'product', 'orders', 'order_line', 'refund',
	'refund_line', 'tombstone']) AS t \gexec

COMMIT;
