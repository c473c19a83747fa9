-- Revert xeno:statistics from pg

BEGIN;

DROP FUNCTION gather_statistics();

SELECT format('ALTER TABLE %s ALTER tenant_id RESET (n_distinct),
	ALTER shop_id RESET (n_distinct)', c.oid::regclass)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
   AND 2 = (SELECT count(*) FROM pg_attribute a
             WHERE a.attrelid = c.oid
               AND a.attname IN ('tenant_id', 'shop_id')) \gexec

COMMIT;
