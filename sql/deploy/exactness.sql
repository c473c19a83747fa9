-- Deploy xeno:exactness to pg
-- requires: agreements
-- requires: rollups
--
-- How many of a day's sales are derived from an order's state, and not yet
-- Shopify's own: where there is none, the day's figures are exact.

BEGIN;

ALTER TABLE rollup_day ADD derived bigint NOT NULL DEFAULT 0;

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE rollup_day NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event NO FORCE ROW LEVEL SECURITY;
UPDATE rollup_day r SET derived = (SELECT count(*) FROM sale_event e
	WHERE e.tenant_id = r.tenant_id AND e.shop_id = r.shop_id
	  AND e.local_day = r.day AND e.source = 'derived');
ALTER TABLE rollup_day FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event FORCE ROW LEVEL SECURITY;

COMMIT;
