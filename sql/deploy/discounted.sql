-- Deploy xeno:discounted to pg
-- requires: statistics
--
-- What of a range was placed with a discount, and what was given back: the one
-- is a dimension of rollup_part more (6), whose days are all built anew, the
-- other an index over the few sales that are reversals.

BEGIN;

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE rollup_day NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_dirty NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_dirty (tenant_id, shop_id, day)
	SELECT DISTINCT tenant_id, shop_id, day FROM rollup_day
	ON CONFLICT DO NOTHING;
ALTER TABLE rollup_dirty FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_day FORCE ROW LEVEL SECURITY;

CREATE INDEX sale_event_reversals ON sale_event (tenant_id, shop_id, local_day)
	WHERE side = 'reversal';

COMMIT;
