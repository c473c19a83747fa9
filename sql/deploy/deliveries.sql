-- Deploy xeno:deliveries to pg
-- requires: entities
--
-- Every delivery that took effect, so that it takes effect once; and those
-- that could not, whole, so that nothing authentic is lost.

BEGIN;

CREATE TABLE delivery (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	webhook_id	text NOT NULL,
	topic		text NOT NULL,
	event_id	text,
	triggered_at	timestamptz CHECK (isfinite(triggered_at)),
	received_at	timestamptz NOT NULL DEFAULT now(),
	body_sha256	bytea NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, webhook_id)
);
CREATE INDEX delivery_by_time ON delivery USING brin (received_at);

CREATE TABLE dead_letter (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	dead_letter_id	bigint GENERATED ALWAYS AS IDENTITY,
	webhook_id	text NOT NULL,
	topic		text NOT NULL,
	event_id	text,
	triggered_at	timestamptz CHECK (isfinite(triggered_at)),
	received_at	timestamptz NOT NULL DEFAULT now(),
	reason		text NOT NULL,
	body		bytea NOT NULL,		-- as it came, byte for byte
	replayed_at	timestamptz,
	PRIMARY KEY (tenant_id, shop_id, dead_letter_id)
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['delivery', 'dead_letter']) AS t \gexec

COMMIT;
