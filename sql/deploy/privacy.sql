-- Deploy xeno:privacy to pg
-- requires: topics
--
-- What privacy law brings: requests for a person's data and for erasure, and
-- the shops that had the app before, for such requests come after it is gone.
-- What is left of a request that was carried out is evidence, without anything
-- of the person's; of one for data, when there was time to read it again.

BEGIN;

CREATE TABLE privacy_request (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	request_id	bigint GENERATED ALWAYS AS IDENTITY,
	kind		text NOT NULL CHECK
		(kind IN ('data_request', 'customer_redact', 'shop_redact')),
	-- SHA-256 of who it is about: domain:customer, or domain:address.
	subject		bytea NOT NULL,
	shopify_id	bigint,			-- of a data request
	customer_id	bigint,			-- null: not said, or forgotten
	email		text,
	phone		text,
	order_ids	bigint[] NOT NULL DEFAULT '{}',
	triggered_at	timestamptz CHECK (isfinite(triggered_at)),
	received_at	timestamptz NOT NULL DEFAULT now(),
	done_at		timestamptz CHECK (isfinite(done_at)),
	outcome		text,			-- in words
	PRIMARY KEY (tenant_id, shop_id, request_id),
	CHECK (isfinite(received_at))
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
	CREATE POLICY tenant ON %1$I USING (tenant_id =
		(SELECT current_tenant()));
	GRANT SELECT, INSERT, UPDATE ON %1$I TO xeno_ingest, xeno_sync;
	GRANT SELECT, UPDATE ON %1$I TO xeno_api', t)
  FROM unnest(ARRAY['privacy_request']) AS t \gexec

-- Requests that are yet to be carried out.
CREATE TABLE directory_privacy (
	request_id	bigint PRIMARY KEY,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	shop_id		bigint NOT NULL
);

CREATE FUNCTION directory_want_privacy(shop bigint, request bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_privacy (request_id, tenant_id, shop_id)
	VALUES (request, current_tenant(), shop);
END;

CREATE FUNCTION directory_take_privacy(request bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_privacy
	 WHERE request_id = request AND tenant_id = current_tenant();
END;

CREATE FUNCTION directory_list_privacy()
RETURNS TABLE (tenant_id bigint, shop_id bigint, request_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id, d.request_id FROM directory_privacy d
	 ORDER BY d.request_id;
END;

-- Who had a domain and has it no more; several tenants, in turn.
CREATE TABLE directory_former_shop (
	shop_domain	text NOT NULL,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	shop_id		bigint NOT NULL,
	PRIMARY KEY (shop_domain, shop_id)
);

CREATE FUNCTION directory_find_former_shops(domain text)
RETURNS TABLE (tenant_id bigint, shop_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id FROM directory_former_shop d
	 WHERE d.shop_domain = domain;
END;

-- The shop was erased.
CREATE FUNCTION directory_forget_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

CREATE OR REPLACE FUNCTION directory_claim_shop(domain text, shop bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	INSERT INTO directory_shop (shop_domain, tenant_id, shop_id)
	VALUES (domain, current_tenant(), shop);
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = true
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

CREATE OR REPLACE FUNCTION directory_release_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_former_shop (shop_domain, tenant_id, shop_id)
	SELECT shop_domain, tenant_id, shop_id FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant()
	    ON CONFLICT DO NOTHING;
	DELETE FROM directory_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	UPDATE shop_state SET connected = false
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION
	directory_want_privacy(bigint, bigint), directory_take_privacy(bigint),
	directory_list_privacy(), directory_find_former_shops(text),
	directory_forget_shop(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
	directory_want_privacy(bigint, bigint),
	directory_find_former_shops(text) TO xeno_ingest;
GRANT EXECUTE ON FUNCTION directory_forget_shop(bigint)
	TO xeno_api, xeno_sync;
GRANT EXECUTE ON FUNCTION directory_want_privacy(bigint, bigint),
	directory_take_privacy(bigint), directory_list_privacy() TO xeno_sync;

COMMIT;
