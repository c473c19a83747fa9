-- Deploy xeno:reversal_cells to pg
-- requires: vendors
--
-- What was given back, as sums: see lib/domain/rollup/reversal_cell.h.  The
-- rules are those of the rollups.

BEGIN;

CREATE TABLE reversal_cell (
	tenant_id	bigint NOT NULL,
	shop_id		bigint NOT NULL,
	generation	integer NOT NULL,
	kind		smallint NOT NULL CHECK (kind BETWEEN 1 AND 6),
	period		date NOT NULL,		-- its first day
	since		date NOT NULL,
	bucket		smallint NOT NULL,
	orders		bigint NOT NULL,
	units		bigint NOT NULL,
	sold		bigint NOT NULL,	-- amounts in 1/10,000
	sales		bigint NOT NULL,
	shipping	bigint NOT NULL,
	taxes		bigint NOT NULL,
	total		bigint NOT NULL,
	PRIMARY KEY (tenant_id, shop_id, generation, kind, period, since,
		bucket)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_scale_factor = 0.02);

-- Those of the sales that there are.  The owner, too, sees no tenant's rows
-- but for a moment.
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event NO FORCE ROW LEVEL SECURITY;

CREATE TEMPORARY TABLE aged ON COMMIT DROP AS
	SELECT e.tenant_id, e.shop_id, s.generation, order_id,
	       e.local_day AS day, o.local_day AS placed, counted,
	       1 + width_bucket(e.local_day - o.local_day,
		'{1,2,4,8,15,31,61,91}'::int[]) AS bucket,
	       bool_or(side = 'reversal') AS back,
	       -sum(quantity) FILTER (WHERE side = 'reversal'
		AND line_type = 'product') AS units,
	       sum((10000 * (total - tax))::bigint) FILTER (WHERE
		side = 'order' AND line_type = 'product') AS sold,
	       sum((10000 * (tax - total))::bigint) FILTER (WHERE
		side = 'reversal' AND line_type IN ('product', 'adjustment'))
		AS sales,
	       sum((10000 * (tax - total))::bigint) FILTER (WHERE
		side = 'reversal' AND line_type = 'shipping') AS shipping,
	       -sum((10000 * tax)::bigint) FILTER (WHERE side = 'reversal')
		AS taxes,
	       -sum((10000 * total)::bigint) FILTER (WHERE side = 'reversal')
		AS total
	  FROM sale_event e JOIN orders o USING (tenant_id, shop_id, order_id)
	  JOIN shop_state s USING (tenant_id, shop_id)
	 WHERE (side = 'reversal' OR NOT initial)
	   AND line_type NOT IN ('tip', 'gift_card', 'unknown')
	 GROUP BY 1, 2, 3, 4, 5, 6, 7;

INSERT INTO reversal_cell
WITH seq AS (
	SELECT *, lag(day) OVER (PARTITION BY tenant_id, shop_id, order_id
			ORDER BY day) AS ever_before,
	       lag(day) OVER (PARTITION BY tenant_id, shop_id, order_id,
			bucket ORDER BY day) AS so_before
	  FROM aged WHERE back),
held AS (
	SELECT seq.*, kind, period
	  FROM seq, LATERAL (VALUES (1, day, true),
		(2, date_trunc('month', day::timestamp)::date, true),
		(5, placed, counted),
		(6, date_trunc('month', placed::timestamp)::date, counted))
		AS at (kind, period, holds)
	 WHERE holds),
part AS (
	SELECT tenant_id, shop_id, generation, kind, period, period AS since,
	       bucket, CASE WHEN so_before IS NULL THEN 1 ELSE 0 END AS orders,
	       units, 0 AS sold, sales, shipping, taxes, total
	  FROM held
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind, period, period, 0,
	       -1, 0, 0, 0, 0, 0, 0
	  FROM held WHERE so_before IS NULL AND ever_before IS NOT NULL
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind, period, before, v.bucket,
	       v.orders, 0, 0, 0, 0, 0, 0
	  FROM seq, LATERAL (VALUES (bucket, so_before, 1),
		(0, so_before, -1), (0, ever_before, 1))
		AS v (bucket, before, orders), LATERAL (VALUES (3, day),
		(4, date_trunc('month', day::timestamp)::date))
		AS again (kind, period)
	 WHERE before IS NOT NULL
	 UNION ALL
	SELECT tenant_id, shop_id, generation, kind, period, period, 0,
	       0, 0, sold, 0, 0, 0, 0
	  FROM aged, LATERAL (VALUES (5, placed),
		(6, date_trunc('month', placed::timestamp)::date))
		AS at (kind, period)
	 WHERE counted AND sold <> 0)
SELECT tenant_id, shop_id, generation, kind, period, since, bucket,
       sum(orders), coalesce(sum(units), 0), coalesce(sum(sold), 0),
       coalesce(sum(sales), 0), coalesce(sum(shipping), 0),
       coalesce(sum(taxes), 0), coalesce(sum(total), 0)
  FROM part GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7;

ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
ALTER TABLE sale_event FORCE ROW LEVEL SECURITY;

ALTER TABLE reversal_cell ENABLE ROW LEVEL SECURITY,
	FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reversal_cell USING (tenant_id =
	(SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON reversal_cell
	TO xeno_ingest, xeno_sync;
GRANT SELECT, DELETE ON reversal_cell TO xeno_api;
GRANT SELECT ON reversal_cell TO xeno_read;

COMMIT;
