-- Deploy xeno:runs to pg
-- requires: accounts
--
-- Runs of the sync: what was asked for, how far it is, how it ended; how far
-- each resource of a shop has been read; and who may sync a shop just now.

BEGIN;

-- `erase` takes a deleted shop's rows away, where one request cannot.
CREATE TYPE run_type AS ENUM ('full-sync', 'delta', 'erase');
CREATE TYPE run_status AS ENUM ('pending', 'running', 'success', 'failed');

CREATE TABLE ingest_run (
	tenant_id	bigint NOT NULL,
	run_id		bigint GENERATED ALWAYS AS IDENTITY,
	shop_id		bigint NOT NULL,
	type		run_type NOT NULL,
	status		run_status NOT NULL DEFAULT 'pending',
	phase		text,			-- customers, rollups, ...
	rows_read	bigint NOT NULL DEFAULT 0,
	rows_stored	bigint NOT NULL DEFAULT 0,
	rows_expected	bigint,			-- null: not known yet
	detail		text,			-- what is going on, in words
	error		text,			-- why it failed, in words
	requested_by	text NOT NULL,		-- user, schedule, command
	attempts	smallint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	started_at	timestamptz,
	finished_at	timestamptz,
	heartbeat_at	timestamptz,
	holder		text,			-- of the lease it runs under
	PRIMARY KEY (tenant_id, run_id),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE,
	CHECK ((finished_at IS NOT NULL) = (status IN ('success', 'failed')))
);
-- One at a time; a second one that is asked for is the first.
CREATE UNIQUE INDEX ingest_run_active ON ingest_run (tenant_id, shop_id)
	WHERE status IN ('pending', 'running');
CREATE INDEX ingest_run_by_shop ON ingest_run (tenant_id, shop_id, run_id);

-- Moved only by the transaction that stores what was read up to here.
CREATE TABLE sync_watermark (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	resource	text NOT NULL CHECK
		(resource IN ('customers', 'products', 'orders')),
	watermark	timestamptz CHECK (isfinite(watermark)),
	bulk_operation	text,		-- Shopify's id of one that is running
	updated_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, shop_id, resource),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE
);

CREATE TABLE sync_lease (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	holder		text NOT NULL,	-- host:pid:random
	taken_at	timestamptz NOT NULL DEFAULT now(),
	expires_at	timestamptz NOT NULL,
	PRIMARY KEY (tenant_id, shop_id),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['ingest_run', 'sync_watermark', 'sync_lease']) AS t \gexec

GRANT INSERT, UPDATE ON ingest_run TO xeno_api;
GRANT SELECT ON ingest_run TO xeno_read;
-- The runs of a shop that was deleted.
GRANT EXECUTE ON FUNCTION directory_take_run(bigint) TO xeno_api;

COMMIT;
