-- Deploy xeno:lookups to pg
-- requires: statistics
-- requires: storefront
-- requires: deliveries
-- requires: reversal_cells
-- requires: pushed
--
-- What visitors' events and deliveries are looked up by.  The key of events
-- had their type, an enum, before what names them: under row-level security an
-- enum's equality reaches no index, so each event read all of its shop's.  And
-- deliveries had times in an index of all shops alone, so each shop's sweep
-- read everybody's.
--
-- Nobody writes to either table while its index is built, some seconds for a
-- million rows.  Who has a great many events builds theirs beforehand, while
-- everything runs, in psql and as it stands here, but CREATE UNIQUE INDEX
-- CONCURRENTLY; then it is taken as it is.

BEGIN;

CREATE UNIQUE INDEX IF NOT EXISTS storefront_event_by_key ON storefront_event
	(tenant_id, shop_id, event_key, type);
CREATE INDEX delivery_by_shop ON delivery (tenant_id, shop_id, received_at);

-- From here on others wait to read, too, for a moment.
ALTER TABLE storefront_event
	DROP CONSTRAINT storefront_event_pkey,
	ADD CONSTRAINT storefront_event_pkey
		PRIMARY KEY USING INDEX storefront_event_by_key;
DROP INDEX delivery_by_time;

-- As statistics.sql has it of the tables before it.
ALTER TABLE reversal_cell
	ALTER tenant_id SET (n_distinct = 1),
	ALTER shop_id SET (n_distinct = 20);
ALTER TABLE directory_pushed
	ALTER tenant_id SET (n_distinct = 1),
	ALTER shop_id SET (n_distinct = 20);

COMMIT;
