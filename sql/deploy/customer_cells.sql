-- Deploy xeno:customer_cells to pg
-- requires: storefront
--
-- What customers' orders are in their sequence, as sums: see
-- lib/domain/rollup/customer_cell.h.  The rules are those of the rollups.

BEGIN;

CREATE TYPE customer_cell_kind AS ENUM ('day', 'recur_day', 'recur_month',
	'week', 'month', 'quarter');

CREATE TABLE customer_cell (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	kind		customer_cell_kind NOT NULL,
	period		date NOT NULL,		-- its first day
	since		date NOT NULL,
	class		smallint NOT NULL,	-- CELL_GUEST to CELL_LATER
	customers	bigint NOT NULL,
	orders		bigint NOT NULL,
	amount		bigint NOT NULL,	-- in 1/10,000
	ledger		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, kind, period, since,
		class)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_scale_factor = 0.02);

-- Those of the orders that there are, of customers that are built.  The owner,
-- too, sees no tenant's rows but for a moment.
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event NO FORCE ROW LEVEL SECURITY;

CREATE TEMPORARY TABLE place ON COMMIT DROP AS
	SELECT o.tenant_id, o.shop_id, s.generation, order_id, customer_id,
	       local_day, spent,
	       CASE WHEN customer_id IS NULL THEN 0
		WHEN count(*) OVER (PARTITION BY o.tenant_id, o.shop_id,
			customer_id) = 1 THEN 1
		ELSE least(row_number() OVER sequence, 3) + 1 END AS class,
	       CASE WHEN customer_id IS NOT NULL
		THEN lag(local_day) OVER sequence END AS prev_day,
	       CASE WHEN customer_id IS NOT NULL
		THEN first_value(local_day) OVER sequence END AS first_day
	  FROM orders o JOIN shop_state s USING (tenant_id, shop_id)
	 WHERE counted
	   AND (customer_id IS NULL OR customer_id <= s.customers_built_to)
	WINDOW sequence AS (PARTITION BY o.tenant_id, o.shop_id, customer_id
		ORDER BY local_day, processed_at, order_id);

INSERT INTO customer_cell
WITH unit (kind, unit) AS (VALUES ('week'::customer_cell_kind, 'week'),
	('month', 'month'), ('quarter', 'quarter')),
net AS (
	SELECT p.tenant_id, p.shop_id, generation, first_day, p.local_day,
	       e.local_day AS sold_day,
	       sum((10000 * (total - tax))::bigint) AS net
	  FROM place p JOIN sale_event e USING (tenant_id, shop_id, order_id)
	 WHERE first_day IS NOT NULL
	   AND (line_type = 'product'
		OR (line_type = 'adjustment' AND side = 'reversal'))
	 GROUP BY 1, 2, 3, 4, 5, 6),
part AS (
	SELECT tenant_id, shop_id, generation,
	       'day'::customer_cell_kind AS kind, local_day AS period,
	       local_day AS since, class, 0 AS customers, 1 AS orders,
	       spent AS amount, 0 AS ledger
	  FROM place
	 UNION ALL
	SELECT tenant_id, shop_id, generation, 'recur_day', local_day,
	       prev_day, class, 0, 1, 0, 0
	  FROM place WHERE prev_day IS NOT NULL
	 UNION ALL
	SELECT tenant_id, shop_id, generation, 'recur_month',
	       date_trunc('month', local_day::timestamp)::date, prev_day,
	       class, 0, 1, 0, 0
	  FROM place WHERE prev_day IS NOT NULL
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind,
	       date_trunc(unit, local_day::timestamp)::date,
	       date_trunc(unit, first_day::timestamp)::date, 0,
	       CASE WHEN prev_day >= date_trunc(unit, local_day::timestamp)
		THEN 0 ELSE 1 END, 1, 0, 0
	  FROM place, unit WHERE first_day IS NOT NULL
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind,
	       date_trunc(unit, local_day::timestamp)::date,
	       date_trunc(unit, first_day::timestamp)::date, 0, 0, 0, net, 0
	  FROM net, unit
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind,
	       date_trunc(unit, sold_day::timestamp)::date,
	       date_trunc(unit, first_day::timestamp)::date, 0, 0, 0, 0, net
	  FROM net, unit)
SELECT tenant_id, shop_id, generation, kind, period, since, class,
       sum(customers), sum(orders), sum(amount), sum(ledger)
  FROM part GROUP BY 1, 2, 3, 4, 5, 6, 7;

ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event FORCE ROW LEVEL SECURITY;

ALTER TABLE customer_cell ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON customer_cell USING (tenant_id =
	(SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_cell
	TO xeno_ingest, xeno_sync;
GRANT SELECT, DELETE ON customer_cell TO xeno_api;
GRANT SELECT ON customer_cell TO xeno_read;

COMMIT;
