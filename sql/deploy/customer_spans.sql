-- Deploy xeno:customer_spans to pg
-- requires: customer_halves
--
-- What customers who ordered in both of two months came to, beside the
-- half-years: the last 30 days touch two months, and of the half-year's best
-- some thousand have to be summed up to find theirs, of the two months' a
-- hundred.

BEGIN;

ALTER TABLE customer_half RENAME TO customer_span;
ALTER TABLE customer_span RENAME half TO begins;		-- its first day
ALTER TABLE customer_span ADD months smallint NOT NULL DEFAULT 6;
ALTER TABLE customer_span ALTER months DROP DEFAULT,
	DROP CONSTRAINT customer_half_pkey,
	ADD CONSTRAINT customer_span_pkey PRIMARY KEY
		(tenant_id, shop_id, generation, months, begins, customer_id);
DROP INDEX customer_half_by_spend;

-- From the months that are there; from now on both change together.  The owner,
-- too, sees no tenant's rows but for a moment.
ALTER TABLE customer_month NO FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_span NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_span (tenant_id, shop_id, generation, months, begins,
	customer_id, spent)
SELECT tenant_id, shop_id, generation, 2, b.begins, customer_id,
       bigint_sum(spent)
  FROM customer_month, LATERAL (VALUES (month),
       ((month - interval '1 month')::date)) AS b (begins)
 WHERE orders <> 0
 GROUP BY tenant_id, shop_id, generation, b.begins, customer_id
HAVING count(*) > 1
 ORDER BY tenant_id, shop_id, generation, b.begins, customer_id;
ALTER TABLE customer_month FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_span FORCE ROW LEVEL SECURITY;

CREATE INDEX customer_span_by_spend ON customer_span
	(tenant_id, shop_id, generation, months, begins, spent DESC,
	 customer_id)
	WHERE spent IS NOT NULL;

COMMIT;
