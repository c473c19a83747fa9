-- Deploy xeno:reorder_cells to pg
-- requires: cell_seconds
--
-- Beside each cohort's own period the customers whose second order is in it,
-- too: rows of class 3 (lib/domain/rollup/customer_cell.h), read with the
-- cohort's others instead of day by day.  They follow from the orders by day
-- that are not a customer's first.

BEGIN;

ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_class,
	ADD CONSTRAINT customer_cell_class CHECK (class = 0 OR kind < 3
		OR (class = 3 AND kind BETWEEN 7 AND 9 AND period = since));

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_cell (tenant_id, shop_id, generation, kind, period,
	since, class, customers, orders, amount, ledger)
WITH again AS (
	SELECT tenant_id, shop_id, generation, u.kind, customers,
	       date_trunc(unit, period::timestamp)::date AS period
	  FROM customer_cell c,
	       (VALUES (7, 'week'), (8, 'month'), (9, 'quarter'))
		AS u (kind, unit)
	 WHERE c.kind = 3 AND customers <> 0
	   AND since >= date_trunc(unit, period::timestamp))
SELECT tenant_id, shop_id, generation, kind, period, period, 3,
       sum(customers), 0, 0, 0
  FROM again
 GROUP BY tenant_id, shop_id, generation, kind, period
 ORDER BY tenant_id, shop_id, generation, kind, period;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

COMMIT;
