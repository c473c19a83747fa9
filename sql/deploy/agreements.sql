-- Deploy xeno:agreements to pg
-- requires: ledger
-- requires: runs
--
-- Which orders are to be looked up in Shopify's own ledger, and when:
-- 0 not any more (it was read, or there is none), 1 some time, 2 soon, for
-- what is derived from the order's state may be wrong.  Whoever stores a new
-- state of an order sets it.

BEGIN;

ALTER TABLE orders ADD agreements_due smallint NOT NULL DEFAULT 1
	CHECK (agreements_due BETWEEN 0 AND 2);
-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE refund NO FORCE ROW LEVEL SECURITY;
UPDATE orders o SET agreements_due = CASE WHEN test THEN 0 ELSE 2 END
 WHERE test OR headers_only OR cancelled_at IS NOT NULL
    OR EXISTS (SELECT FROM refund r WHERE r.tenant_id = o.tenant_id
	AND r.shop_id = o.shop_id AND r.order_id = o.order_id);
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
ALTER TABLE refund FORCE ROW LEVEL SECURITY;

-- The queue, in the order in which it is worked off.
CREATE INDEX orders_by_agreements_due ON orders (tenant_id, shop_id,
	agreements_due DESC, processed_at DESC, order_id DESC)
	WHERE agreements_due > 0;

ALTER TYPE run_type ADD VALUE 'agreements';
ALTER TYPE run_type ADD VALUE 'reconcile';

COMMIT;
