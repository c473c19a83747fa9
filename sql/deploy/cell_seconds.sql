-- Deploy xeno:cell_seconds to pg
-- requires: cell_gaps
--
-- Orders that are not a customer's first in one row, not in one of second and
-- one of later ones: whose second one it is stands beside them, as customers.
-- A range's customers are half as many rows, and so is what is stored.  All
-- kinds of lib/domain/rollup/customer_cell.h that tell such orders follow from
-- those by day.

BEGIN;

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;

CREATE TEMPORARY TABLE recur ON COMMIT DROP AS
SELECT tenant_id, shop_id, generation, period, since,
       coalesce(sum(orders) FILTER (WHERE class = 3), 0) AS seconds,
       sum(orders) AS orders
  FROM customer_cell WHERE kind = 3
 GROUP BY 1, 2, 3, 4, 5;

DELETE FROM customer_cell WHERE kind BETWEEN 3 AND 6 OR kind > 9;
ALTER TABLE customer_cell ADD CONSTRAINT customer_cell_class
	CHECK (class = 0 OR kind < 3);

INSERT INTO customer_cell (tenant_id, shop_id, generation, kind, period,
	since, class, customers, orders, amount, ledger)
SELECT tenant_id, shop_id, generation, cell.kind, cell.period, cell.since, 0,
       sum(seconds), sum(cell.orders), 0, 0
  FROM recur r,
       LATERAL (SELECT r.period - r.since AS gap, '2000-01-01'::date AS none,
		date_trunc('month', r.period::timestamp)::date AS month,
		date_trunc('month', r.since::timestamp)::date AS since_month,
		('{0,1,8,15,31,61,91,121,151,181,211,241,271,301,331,366,'
		'396,426,456,486,516,546,576,606,636,666,701,731,791,851,911,'
		'971,1036,1096,1156,1216,1276,1336,1396,1461,1581,1701,1826,'
		'1946,2066,2191,2311,2431,2556,2676,2796,2922}')::int[]
			AS steps,
		'{0,31,61,91,181,366}'::int[] AS horizons) AS g,
       LATERAL (VALUES
		(3, r.period, r.since, r.orders),
		(4, r.period, since_month, r.orders),
		(5, month, r.since, r.orders),
		(6, month, since_month, r.orders),
		(10, r.period, none + steps[width_bucket(gap, steps)],
			r.orders),
		(11, month, none + steps[width_bucket(gap, steps)], r.orders),
		(12, month, none + gap, r.orders),
		(13, r.since, none + horizons[width_bucket(gap, horizons)],
			seconds),
		(14, since_month, none + horizons[width_bucket(gap, horizons)],
			seconds))
	AS cell (kind, period, since, orders)
 WHERE (seconds, cell.orders) <> (0, 0)
   AND (cell.kind < 13 OR cell.orders <> 0)
 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6;

ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

COMMIT;
