-- Deploy xeno:disconnections to pg
-- requires: privacy
--
-- A shop that its tenant disconnected: it keeps its figures for a while, and
-- is erased then, whichever tenant's it is.

BEGIN;

CREATE TABLE directory_disconnected (
	shop_id		bigint PRIMARY KEY,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	since		timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(since))
);

-- Once more leaves the day that it was first done, unless the shop was
-- connected again meanwhile.
CREATE FUNCTION directory_disconnect_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_disconnected AS d (shop_id, tenant_id)
	SELECT st.shop_id, st.tenant_id FROM shop_state st
	 WHERE st.shop_id = shop AND st.tenant_id = current_tenant()
	    ON CONFLICT (shop_id) DO UPDATE SET since = CASE
		WHEN EXISTS (SELECT FROM directory_shop s
			WHERE s.shop_id = excluded.shop_id)
		THEN now() ELSE d.since END;
	SELECT directory_release_shop(shop);
END;

CREATE FUNCTION directory_list_disconnected(older_than interval)
RETURNS TABLE (tenant_id bigint, shop_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT d.tenant_id, d.shop_id FROM directory_disconnected d
	 WHERE d.since <= now() - older_than
	   AND NOT EXISTS (SELECT FROM directory_shop s
		WHERE s.shop_id = d.shop_id)
	 ORDER BY d.since, d.shop_id;
END;

CREATE OR REPLACE FUNCTION directory_forget_shop(shop bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	DELETE FROM directory_disconnected
	 WHERE shop_id = shop AND tenant_id = current_tenant();
	DELETE FROM directory_former_shop
	 WHERE shop_id = shop AND tenant_id = current_tenant();
END;

REVOKE ALL ON FUNCTION directory_disconnect_shop(bigint),
	directory_list_disconnected(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_disconnect_shop(bigint) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_list_disconnected(interval) TO xeno_sync;

COMMIT;
