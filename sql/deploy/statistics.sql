-- Deploy xeno:statistics to pg
-- requires: bigint_sum
--
-- What the planner believes of a shop, for statements are planned once for all
-- of them.  By default that is what shops are on average, and an average shop
-- of few orders is read as well by the wrong index as by the right one: by the
-- key of orders, say, all of the shop for each of its customers, which took
-- minutes for a shop of 40,000.  A shop that is a twentieth of everything is
-- large enough for the right index, and small enough for an index at all.

BEGIN;

SELECT format('ALTER TABLE %s ALTER tenant_id SET (n_distinct = 1),
	ALTER shop_id SET (n_distinct = 20)', c.oid::regclass)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
   AND 2 = (SELECT count(*) FROM pg_attribute a
             WHERE a.attrelid = c.oid
               AND a.attname IN ('tenant_id', 'shop_id')) \gexec

-- Nothing of that is known of a table before it is analyzed, and autovacuum
-- comes to a new one after its first large sync.  Where it, or another sync, is
-- at work already, nobody waits: an answer is no truer for statistics.
CREATE FUNCTION gather_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
	tab regclass;
BEGIN
	FOR tab IN SELECT oid FROM pg_class
		    WHERE relnamespace = 'public'::regnamespace
		      AND relkind = 'r' AND reltuples < 0
		      AND pg_relation_size(oid) > 0 LOOP
		EXECUTE format('ANALYZE (SKIP_LOCKED) %s', tab);
	END LOOP;
END
$$;
REVOKE ALL ON FUNCTION gather_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gather_statistics() TO xeno_sync;

COMMIT;
