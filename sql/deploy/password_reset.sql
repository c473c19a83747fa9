-- Deploy xeno:password_reset to pg
-- requires: digest
--
-- Who has forgotten the password, and is to get a link by mail.  That is noted
-- here for any address, and only for one that there is; who asked cannot tell.

BEGIN;

ALTER TYPE mail_kind ADD VALUE 'reset';

CREATE TABLE directory_reset (
	user_id		bigint PRIMARY KEY REFERENCES directory_user (user_id)
		ON DELETE CASCADE,
	tenant_id	bigint NOT NULL REFERENCES tenant,
	wanted_at	timestamptz NOT NULL DEFAULT now(),
	done		boolean NOT NULL DEFAULT false
);

-- One mail in five minutes, however often it is asked for.
CREATE FUNCTION directory_want_reset(address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	INSERT INTO directory_reset AS r (user_id, tenant_id)
	SELECT d.user_id, d.tenant_id FROM directory_user d
	 WHERE d.email = lower(address)
	ON CONFLICT (user_id) DO UPDATE SET wanted_at = now(), done = false
	 WHERE r.wanted_at < now() - interval '5 minutes';
END;

-- What nobody could send within the hour is forgotten.
CREATE FUNCTION directory_list_resets()
RETURNS TABLE (tenant_id bigint, user_id bigint, wanted text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	SELECT r.tenant_id, r.user_id, r.wanted_at::text FROM directory_reset r
	 WHERE NOT r.done AND r.wanted_at > now() - interval '1 hour'
	 ORDER BY r.wanted_at, r.user_id;
END;

CREATE FUNCTION directory_reset_done(member bigint, wanted text)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	UPDATE directory_reset SET done = true
	 WHERE user_id = member AND tenant_id = current_tenant()
	   AND wanted_at = wanted::timestamptz;
END;

REVOKE ALL ON FUNCTION directory_want_reset(text), directory_list_resets(),
	directory_reset_done(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_want_reset(text) TO xeno_api;
GRANT EXECUTE ON FUNCTION directory_list_resets(),
	directory_reset_done(bigint, text) TO xeno_sync;
-- A link is good once: whoever uses it takes it away.
GRANT DELETE ON user_mail TO xeno_api;

COMMIT;
