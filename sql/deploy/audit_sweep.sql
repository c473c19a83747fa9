-- Deploy xeno:audit_sweep to pg
-- requires: audit_keep
--
-- Nobody who serves may delete what the audit log says: what is old goes by a
-- function, which takes nothing of the last 30 days whatever it is asked for.

BEGIN;

REVOKE SELECT, DELETE ON audit_event FROM xeno_sync;

-- Some of the tenant's oldest; 0: there is nothing more.  They have the
-- lowest numbers, so that nobody looks through the others.
CREATE FUNCTION audit_sweep(keep_days integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	WITH gone AS (
		DELETE FROM audit_event e
		 WHERE e.tenant_id = current_tenant() AND e.ctid = ANY (ARRAY(
			SELECT oldest.ctid FROM (
				SELECT o.ctid, o.at FROM audit_event o
				 WHERE o.tenant_id = current_tenant()
				 ORDER BY o.event_id LIMIT 10000) AS oldest
			 WHERE oldest.at < now() - make_interval(
				days => greatest(keep_days, 30))))
		RETURNING e.event_id)
	SELECT count(*) FROM gone;
END;

REVOKE ALL ON FUNCTION audit_sweep(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_sweep(integer) TO xeno_sync;

COMMIT;
