-- Deploy xeno:cell_gaps to pg
-- requires: reversal_cells
--
-- Orders by the days since the one before, as
-- lib/domain/rollup/customer_cell.h has them: by steps and by days, so that
-- percentiles of years are found without a cell for about every order; and
-- second orders by the first one's day.
-- What there is tells all of it: orders by their day and the day before.

BEGIN;

ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_kind,
	ADD CONSTRAINT customer_cell_kind CHECK (kind BETWEEN 1 AND 14);

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_cell (tenant_id, shop_id, generation, kind, period,
	since, class, customers, orders, amount, ledger)
SELECT tenant_id, shop_id, generation, more.kind, more.period, more.since,
       0, 0, sum(orders), 0, 0
  FROM customer_cell c,
       LATERAL (SELECT c.period - c.since AS gap, '2000-01-01'::date AS none,
		date_trunc('month', c.period::timestamp)::date AS month,
		('{0,1,8,15,31,61,91,121,151,181,211,241,271,301,331,366,'
		'396,426,456,486,516,546,576,606,636,666,701,731,791,851,911,'
		'971,1036,1096,1156,1216,1276,1336,1396,1461,1581,1701,1826,'
		'1946,2066,2191,2311,2431,2556,2676,2796,2922}')::int[]
			AS steps,
		'{0,31,61,91,181,366}'::int[] AS horizons) AS g,
       LATERAL (VALUES
		(10, c.period, none + steps[width_bucket(gap, steps)]),
		(11, month, none + steps[width_bucket(gap, steps)]),
		(12, month, none + gap),
		(13, CASE class WHEN 3 THEN c.since END,
			none + horizons[width_bucket(gap, horizons)]),
		(14, CASE class WHEN 3 THEN
			date_trunc('month', c.since::timestamp)::date END,
			none + horizons[width_bucket(gap, horizons)]))
	AS more (kind, period, since)
 WHERE c.kind = 3 AND more.period IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

COMMIT;
