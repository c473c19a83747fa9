-- Deploy xeno:half_years to pg
-- requires: customer_spans
--
-- Half-years that begin with each month, and not with each quarter alone: a
-- range of five months could lie in two of these, and of two lists each has to
-- be read deeply; the half-year that begins where it does has it whole.

BEGIN;

-- From the months that are there; from now on both change together.  The owner,
-- too, sees no tenant's rows but for a moment.
ALTER TABLE customer_month NO FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_span NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_span (tenant_id, shop_id, generation, months, begins,
	customer_id, spent)
SELECT tenant_id, shop_id, generation, 6, b.begins, customer_id,
       bigint_sum(spent)
  FROM customer_month, generate_series(0, 5) AS back, LATERAL
       (SELECT (month - back * interval '1 month')::date AS begins) AS b
 WHERE orders <> 0 AND extract(month FROM b.begins) NOT IN (1, 4, 7, 10)
 GROUP BY tenant_id, shop_id, generation, b.begins, customer_id
HAVING count(*) > 1
 ORDER BY tenant_id, shop_id, generation, b.begins, customer_id;
ALTER TABLE customer_month FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_span FORCE ROW LEVEL SECURITY;

COMMIT;
