-- Deploy xeno:unknown_sales to pg
-- requires: ledger
--
-- Sales of a kind that Shopify does not name are in no figure, and it is told
-- how many there are.  This index has those alone, and so mostly nothing; all
-- that is told stands in it, by order, for orders are counted, too.
--
-- Nobody stores orders while the ledger is gone through for it, some seconds
-- for ten million sales.  Who has a great many makes it beforehand, while
-- everything runs, in psql and as it stands here, but CREATE INDEX
-- CONCURRENTLY; then it is taken as it is.

BEGIN;

CREATE INDEX IF NOT EXISTS sale_event_unknown ON sale_event
	(tenant_id, shop_id, order_id, local_day) WHERE line_type = 'unknown';

COMMIT;
