-- Deploy xeno:ledger to pg
-- requires: entities
--
-- The sales ledger, one row a sale event: what every figure is a sum over.
--
--	net = total - tax	gross = net + disc
--
-- Rows are `derived` from an order's final state, or replaced by Shopify's
-- own (`agreement`).  Amounts are signed, in the shop's currency.

BEGIN;

CREATE TYPE sale_source AS ENUM ('derived', 'agreement');
CREATE TYPE sale_side AS ENUM ('order', 'reversal');
CREATE TYPE sale_line_type AS ENUM ('product', 'shipping', 'tip', 'gift_card',
	'duty', 'fee', 'adjustment', 'unknown');

CREATE TABLE sale_event (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	order_id	bigint NOT NULL,
	event_no	integer NOT NULL,	-- place in the order's ledger
	side		sale_side NOT NULL,
	line_type	sale_line_type NOT NULL,
	source		sale_source NOT NULL DEFAULT 'derived',
	initial		boolean NOT NULL,	-- part of the order as placed
	line_id		bigint,
	product_id	bigint,
	variant_id	bigint,
	happened_at	timestamptz NOT NULL CHECK (isfinite(happened_at)),
	local_day	date NOT NULL,		-- in the shop's zone
	local_hour	smallint NOT NULL,
	quantity	bigint NOT NULL,
	total		numeric(20,4) NOT NULL,
	tax		numeric(20,4) NOT NULL,
	disc		numeric(20,4) NOT NULL,
	CHECK (total <> 'NaN' AND tax <> 'NaN' AND disc <> 'NaN'),
	PRIMARY KEY (tenant_id, shop_id, order_id, event_no)
);
-- Partial for the planner's sake: whoever asks for days implies the predicate,
-- and whoever looks one order up does not, so such a look-up has only the key
-- to go by.  Else, for a shop that statistics do not know yet, this index
-- seems as good, and all rows of the shop are read for one order.
CREATE INDEX sale_event_by_day ON sale_event (tenant_id, shop_id, local_day)
	WHERE local_day IS NOT NULL;

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api;
	GRANT SELECT ON %1$I TO xeno_read', t)
  FROM unnest(ARRAY['sale_event']) AS t \gexec

COMMIT;
