-- Deploy xeno:cell_months to pg
-- requires: discounted
--
-- A month's orders of each class; and orders that are not a customer's first
-- by the month of the one before, too: of the customers of a long range most
-- are told by months, not by each of its days (lib/domain/metrics/people.h).
--
-- And kinds as the numbers of lib/domain/rollup/customer_cell.h: a text in the
-- midst of a key has each entry of an index walked through.

BEGIN;

ALTER TABLE customer_cell ALTER kind TYPE smallint USING CASE kind
	WHEN 'day' THEN 1 WHEN 'recur_day' THEN 3 WHEN 'recur_month' THEN 5
	WHEN 'week' THEN 7 WHEN 'month' THEN 8 WHEN 'quarter' THEN 9 END;
DROP DOMAIN customer_cell_kind;
ALTER TABLE customer_cell ADD CONSTRAINT customer_cell_kind
	CHECK (kind BETWEEN 1 AND 9);

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_cell
	SELECT tenant_id, shop_id, generation, kind + 1,
	       date_trunc('month', period::timestamp)::date,
	       date_trunc('month', since::timestamp)::date, class,
	       sum(customers), sum(orders), sum(amount), sum(ledger)
	  FROM customer_cell WHERE kind IN (1, 5)
	 GROUP BY 1, 2, 3, 4, 5, 6, 7
	 UNION ALL
	SELECT tenant_id, shop_id, generation, 4, period,
	       date_trunc('month', since::timestamp)::date, class,
	       sum(customers), sum(orders), sum(amount), sum(ledger)
	  FROM customer_cell WHERE kind = 3
	 GROUP BY 1, 2, 3, 4, 5, 6, 7
	 ORDER BY 1, 2, 3, 4, 5, 6, 7;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

COMMIT;
