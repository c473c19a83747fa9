-- Deploy xeno:tenant_erasure to pg
-- requires: password_reset
-- requires: audit_sweep
-- requires: disconnections
--
-- A tenant that its owner deletes with everything: nobody comes in any more at
-- once, what was stored goes in steps, and what stays is that it was done.

BEGIN;

-- Evidence, without anything of a person's; until done_at, what is to be done.
CREATE TABLE directory_erasure (
	tenant_id	bigint PRIMARY KEY,	-- which is no tenant in the end
	shops		integer NOT NULL,
	wanted_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(wanted_at)),
	done_at		timestamptz CHECK (isfinite(done_at))
);

-- What is of one tenant, found without going through everybody's.
CREATE INDEX directory_user_by_tenant ON directory_user (tenant_id);
CREATE INDEX directory_shop_by_tenant ON directory_shop (tenant_id);
CREATE INDEX directory_former_shop_by_tenant ON directory_former_shop
	(tenant_id);

-- Nobody is found by an address any more, and each is free for whoever comes;
-- how often its password was guessed is forgotten with it.
CREATE FUNCTION directory_erase_tenant() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_erasure (tenant_id, shops)
	SELECT t.tenant_id, (SELECT count(*) FROM shop s
		WHERE s.tenant_id = t.tenant_id)
	  FROM tenant t WHERE t.tenant_id = current_tenant()
	    ON CONFLICT (tenant_id) DO NOTHING;
	WITH gone AS (
		DELETE FROM directory_user WHERE tenant_id = current_tenant()
		RETURNING email)
	DELETE FROM login_throttle t USING gone
	 WHERE t.account IN (sha256(convert_to(gone.email, 'UTF8')),
		sha256(convert_to('reset ' || gone.email, 'UTF8')));
END;

CREATE FUNCTION directory_list_erasures() RETURNS TABLE (tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT e.tenant_id FROM directory_erasure e
	 WHERE e.done_at IS NULL ORDER BY e.wanted_at, e.tenant_id;
END;

-- Some of what nobody who serves may delete, and of a tenant that goes only;
-- 0: there is nothing more.
CREATE FUNCTION directory_erase_some(most integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	WITH going AS (
		SELECT e.tenant_id FROM directory_erasure e
		 WHERE e.tenant_id = current_tenant() AND e.done_at IS NULL
	), told AS (
		DELETE FROM audit_event WHERE ctid = ANY (ARRAY(
			SELECT e.ctid FROM audit_event e
			 WHERE e.tenant_id = (SELECT tenant_id FROM going)
			 ORDER BY e.event_id LIMIT most))
		RETURNING event_id
	), asked AS (
		DELETE FROM privacy_request WHERE ctid = ANY (ARRAY(
			SELECT r.ctid FROM privacy_request r
			 WHERE r.tenant_id = (SELECT tenant_id FROM going)
			 ORDER BY r.shop_id, r.request_id LIMIT most))
		RETURNING request_id)
	SELECT (SELECT count(*) FROM told) + (SELECT count(*) FROM asked);
END;

-- The end of a tenant that has no shop any more (a foreign key says so), with
-- what came in while its people were thrown out.
CREATE FUNCTION directory_end_tenant() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	-- Whoever is about to refer to it is waited for, or finds it gone.
	SELECT t.tenant_id FROM tenant t JOIN directory_erasure e
		USING (tenant_id)
	 WHERE t.tenant_id = current_tenant() AND e.done_at IS NULL
	   FOR UPDATE OF t;
	SELECT directory_erase_some(2147483647);
	DELETE FROM user_account u USING directory_erasure e
	 WHERE u.tenant_id = current_tenant()
	   AND e.tenant_id = u.tenant_id AND e.done_at IS NULL;
	DELETE FROM invitation i USING directory_erasure e
	 WHERE i.tenant_id = current_tenant()
	   AND e.tenant_id = i.tenant_id AND e.done_at IS NULL;
	DELETE FROM directory_user d USING directory_erasure e
	 WHERE d.tenant_id = current_tenant()
	   AND e.tenant_id = d.tenant_id AND e.done_at IS NULL;
	DELETE FROM directory_privacy d USING directory_erasure e
	 WHERE d.tenant_id = current_tenant()
	   AND e.tenant_id = d.tenant_id AND e.done_at IS NULL;
	DELETE FROM directory_run d USING directory_erasure e
	 WHERE d.tenant_id = current_tenant()
	   AND e.tenant_id = d.tenant_id AND e.done_at IS NULL;
	DELETE FROM tenant t USING directory_erasure e
	 WHERE t.tenant_id = current_tenant()
	   AND e.tenant_id = t.tenant_id AND e.done_at IS NULL;
	UPDATE directory_erasure SET done_at = now()
	 WHERE tenant_id = current_tenant() AND done_at IS NULL;
END;

REVOKE ALL ON FUNCTION directory_erase_tenant(), directory_list_erasures(),
	directory_erase_some(integer), directory_end_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_erase_tenant() TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_list_erasures(),
	directory_erase_some(integer), directory_end_tenant() TO xeno_sync;

COMMIT;
