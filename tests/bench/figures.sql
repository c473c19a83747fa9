-- The facts of one large shop, and of small ones beside it, straight into the
-- tables: \set orders, customers, products, days (back from :to), zone, tenant,
-- shop and small (how many tenants with 500 orders each; 0 is none).
--
-- All is a function of an order's number, so the same numbers make the same
-- shop.  Time grows with it: five years in which trade grows, with a season.
-- A few products have most of it.  Of three orders one is of somebody who has
-- none yet; the others make customers as uneven as logs of real shops have them:
-- about half order once, and a tenth has 40 % of the orders.  Of ten orders one
-- is a guest's, three have a code, one is cancelled or given back in part, later.
--
-- The rollups are not made here: `xeno-sync verify --repair` is to.

SET synchronous_commit = off;
SET maintenance_work_mem = '1GB';
SET work_mem = '256MB';

-- An even number in [0, 1) of an order and a purpose.
CREATE FUNCTION pg_temp.dice(n bigint, what int) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
	'SELECT (hashint8extended(n, what) & 16777215) / 16777216.0::float8';

-- Kept in order of their keys, and without indexes until they are there.
CREATE TEMPORARY TABLE secondary AS
	SELECT indexrelid::regclass::text AS name,
	       pg_get_indexdef(indexrelid) AS definition
	  FROM pg_index
	 WHERE NOT indisunique AND indrelid IN ('orders'::regclass,
		'sale_event'::regclass, 'customer'::regclass);
SELECT format('DROP INDEX %s', name) FROM secondary \gexec

CREATE TEMPORARY TABLE shops AS
	SELECT :tenant::bigint AS tenant_id, :shop::bigint AS shop_id,
	       :orders::bigint AS orders, :customers::bigint AS customers,
	       :products::bigint AS products;
INSERT INTO shops SELECT tenant_id, shop_id, 500, 200, 50 FROM shop_state
 WHERE shop_id <> :shop ORDER BY shop_id LIMIT :small;

INSERT INTO customer (tenant_id, shop_id, customer_id, email, first_name,
	last_name, state, country, created_at, updated_at)
SELECT tenant_id, shop_id, 7000000000 + n,
       format('customer%s@example.com', n), 'First' || n % 997,
       'Last' || n % 7919, 'enabled', 'US',
       :'to'::timestamptz - :days * interval '1 day',
       :'to'::timestamptz - :days * interval '1 day'
  FROM shops, generate_series(0, customers - 1) AS n;

INSERT INTO product (tenant_id, shop_id, product_id, title, handle, status,
	vendor, product_type, created_at, updated_at)
SELECT tenant_id, shop_id, 8000000000 + n, 'Product ' || n, 'product-' || n,
       'ACTIVE', 'Vendor ' || n % 40, 'Type ' || n % 25,
       :'to'::timestamptz - :days * interval '1 day',
       :'to'::timestamptz - :days * interval '1 day'
  FROM shops, generate_series(0, products - 1) AS n;

-- What an order is, but for its sums.  x is where it is in time, in [0, 1).
CREATE UNLOGGED TABLE bench_made AS
SELECT tenant_id, shop_id, 5000000000 + n AS order_id,
       CASE WHEN pg_temp.dice(n, 1) >= 0.1 THEN 7000000000 +
	CASE n % 3 WHEN 0 THEN n / 3
	ELSE trunc(pg_temp.dice(n, 2) * pg_temp.dice(n, 11) *
		pg_temp.dice(n, 12) * customers)::bigint
	END * 7919 % customers END AS customer_id,
       :'to'::timestamptz - :days * interval '1 day' *
	(1 - power(x, 0.8) - 0.02 * (1 - x) * x * sin(2 * pi() * 5 * x)) AS at,
       1 + (power(pg_temp.dice(n, 3), 2) * 4)::int AS lines,
       products,
       pg_temp.dice(n, 4) < 0.7 AS ships,
       pg_temp.dice(n, 5) AS fate,
       (pg_temp.dice(n, 6) * 60)::int AS later,
       CASE WHEN pg_temp.dice(n, 7) < 0.3 THEN ARRAY['CODE' ||
	(power(pg_temp.dice(n, 8), 2) * 200)::int] ELSE '{}' END AS codes,
       (ARRAY['web', 'web', 'web', 'web', 'web', 'web', 'pos', 'pos',
	'shopify_draft_order', 'subscription'])
	[1 + (pg_temp.dice(n, 9) * 9)::int] AS channel,
       (ARRAY['US', 'US', 'US', 'US', 'CA', 'GB', 'DE', 'FR', 'AU', 'NL',
	'SE', 'ES', 'IT', 'JP', 'BE', 'AT', 'CH', 'DK', 'NO', 'IE'])
	[1 + (power(pg_temp.dice(n, 10), 2) * 19)::int] AS country, n
  FROM shops, generate_series(0, orders - 1) AS n,
       LATERAL (SELECT n::float8 / orders) AS place (x);

-- Lines, shipping, and what is given back of the first line, on its own day.
INSERT INTO sale_event (tenant_id, shop_id, order_id, event_no, side,
	line_type, source, initial, line_id, product_id, happened_at,
	local_day, local_hour, quantity, total, tax, disc)
SELECT tenant_id, shop_id, order_id, no, side::sale_side,
       kind::sale_line_type, 'agreement', side = 'order', line, product, moment,
       (moment AT TIME ZONE :'zone')::date,
       date_part('hour', moment AT TIME ZONE :'zone'), quantity,
       (cents + cents * 8 / 100) * 0.01, cents * 8 / 100 * 0.01, off * 0.01
  FROM bench_made, LATERAL (
	SELECT l AS no, 'order' AS side, 'product' AS kind, order_id * 8 + l
		AS line, 8000000000 + p AS product, at AS moment,
	       q AS quantity, price * q - off AS cents, off
	  FROM generate_series(1, lines) AS l,
	       LATERAL (SELECT (power(pg_temp.dice(n, 20 + l), 2) *
				products)::bigint % products AS p,
			       1 + (power(pg_temp.dice(n, 30 + l), 3) * 4)::int
				AS q) AS what,
	       LATERAL (SELECT 500 + p * 37 % 200 * 50 AS price) AS dear,
	       LATERAL (SELECT CASE WHEN codes = '{}' THEN 0
				ELSE price * q / 10 END AS off) AS less
	 UNION ALL
	SELECT 10, 'order', 'shipping', NULL, NULL, at, 1, 595, 0
	 WHERE ships
	 UNION ALL
	SELECT 20, 'reversal', 'product', order_id * 8 + 1, 8000000000 +
	       (power(pg_temp.dice(n, 21), 2) * products)::bigint % products,
	       least(at + later * interval '1 day', :'to'::timestamptz),
	       -1, -500, 0
	 WHERE fate < 0.1) AS event
 ORDER BY shop_id, order_id, no;

INSERT INTO orders (tenant_id, shop_id, order_id, customer_id, name,
	created_at, processed_at, updated_at, test, taxes_included, currency,
	total_price, source_name, country, financial_status,
	fulfillment_status, discount_codes, headers_only, counted, spent,
	local_day, agreements_due, cancelled_at, closed_at)
SELECT m.tenant_id, m.shop_id, m.order_id, customer_id, '#' || 1000 + n, at,
       at, at, false, false, 'USD', total, channel, country,
       CASE WHEN fate < 0.1 THEN 'partially_refunded' ELSE 'paid' END,
       'fulfilled', codes, false, true, greatest(10000 * total, 0)::bigint,
       (at AT TIME ZONE :'zone')::date, 0, NULL, at
  FROM bench_made m
  JOIN (SELECT tenant_id, shop_id, order_id, sum(total) AS total
	  FROM sale_event GROUP BY 1, 2, 3) AS s
 USING (tenant_id, shop_id, order_id)
 ORDER BY m.shop_id, m.order_id;
DROP TABLE bench_made;

SELECT definition FROM secondary \gexec
UPDATE shop SET currency = 'USD', timezone = :'zone'
 WHERE shop_id IN (SELECT shop_id FROM shops);
UPDATE shop_state SET timezone = :'zone', data_version = data_version + 1
 WHERE shop_id IN (SELECT shop_id FROM shops);
