-- Deploy xeno:budget to pg
-- requires: accounts
--
-- What Shopify's rate limit of a shop had left when a run over it ended, for
-- people to look at: see lib/domain/shop/reading.h.

BEGIN;

-- Points of GraphQL; all are null until a first answer has told them.
ALTER TABLE shop_state
	ADD COLUMN budget_available integer,
	ADD COLUMN budget_maximum integer,
	ADD COLUMN budget_restore integer,	-- a second
	ADD COLUMN budget_seen_at timestamptz,
	ADD CHECK (budget_available BETWEEN 0 AND budget_maximum);

COMMIT;
