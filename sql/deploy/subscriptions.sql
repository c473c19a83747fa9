-- Deploy xeno:subscriptions to pg
-- requires: accounts
--
-- Which webhooks a shop sends us, as it was the last time that Shopify was
-- asked.

BEGIN;

CREATE TABLE webhook_subscription (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	topic		text NOT NULL,
	active		boolean NOT NULL,
	error		text,			-- why it is not, in words
	checked_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(checked_at)),
	PRIMARY KEY (tenant_id, shop_id, topic),
	FOREIGN KEY (tenant_id, shop_id) REFERENCES shop ON DELETE CASCADE
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I TO xeno_sync;
	GRANT SELECT, DELETE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['webhook_subscription']) AS t \gexec

COMMIT;
