-- Deploy xeno:breaker to pg
-- requires: accounts
--
-- A shop that cannot be reached at Shopify is tried ever more seldom: see
-- lib/domain/run/breaker.h.

BEGIN;

-- Both of the last runs in a row that Shopify let down.
ALTER TABLE shop_state
	ADD COLUMN failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
	ADD COLUMN next_attempt_at timestamptz;	-- not before, by the schedule

COMMIT;
