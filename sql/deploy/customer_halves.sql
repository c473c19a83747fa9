-- Deploy xeno:customer_halves to pg
-- requires: statistics
--
-- What customers who ordered in more than one month came to in half a year, of
-- the half-years that begin with each quarter.  For the best customers of some
-- months their lists have to be read deeply, for somebody may be a little down
-- in each; those of half-years far less.  Who ordered in one month alone stands
-- in that month's list, with the same sum, so four of five need no row here.

BEGIN;

CREATE TABLE customer_half (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	half		date NOT NULL,		-- its first day
	customer_id	bigint NOT NULL,
	spent		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, half, customer_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE customer_half ENABLE ROW LEVEL SECURITY,
	ALTER tenant_id SET (n_distinct = 1),
	ALTER shop_id SET (n_distinct = 20);
CREATE POLICY tenant ON customer_half USING (tenant_id =
	(SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_half
	TO xeno_ingest, xeno_sync;
GRANT SELECT, DELETE ON customer_half TO xeno_api;
GRANT SELECT ON customer_half TO xeno_read;

-- From the months that are there; from now on both change together.  The owner,
-- too, sees no tenant's rows but for a moment.
ALTER TABLE customer_month NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_half (tenant_id, shop_id, generation, half, customer_id,
	spent)
SELECT tenant_id, shop_id, generation, h.half, customer_id, bigint_sum(spent)
  FROM customer_month, LATERAL (SELECT
       date_trunc('quarter', month::timestamp) AS quarter) AS q,
       LATERAL (VALUES (quarter::date), ((quarter - interval '3 months')::date))
         AS h (half)
 WHERE orders <> 0
 GROUP BY tenant_id, shop_id, generation, h.half, customer_id
HAVING count(*) > 1
 ORDER BY tenant_id, shop_id, generation, h.half, customer_id;
ALTER TABLE customer_month FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_half FORCE ROW LEVEL SECURITY;

CREATE INDEX customer_half_by_spend ON customer_half
	(tenant_id, shop_id, generation, half, spent DESC, customer_id)
	WHERE spent IS NOT NULL;

COMMIT;
