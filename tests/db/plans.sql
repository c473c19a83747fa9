-- What statements that look rows up go through to find them, planned as they
-- are, for a shop of any size: no more than what they are about.  $XENO_BUILD
-- has the programs, which print their statements.
\set QUIET 1
\set ON_ERROR_STOP 1

BEGIN;
SELECT no_plan();

\set sync `"$XENO_BUILD"/xeno-sync statements`
\set worker `"$XENO_BUILD"/xeno-worker -s`
CREATE TEMP TABLE printed AS
	SELECT DISTINCT part[1] AS name, part[2]::integer AS parameters,
	       part[3] AS sql
	  FROM regexp_matches(:'sync' || E'\n' || :'worker',
		'^-- (\w+), (\d+) parameters\n(.*)$', 'gn') AS part;

-- Each look that a statement takes at a table: the index, and what it is
-- entered by.  (By ctid is what a look has found.)
CREATE FUNCTION looks(statement text, tab name)
RETURNS TABLE (index text, cond text) LANGUAGE plpgsql AS $$
DECLARE
	asked record;
	plan jsonb;
BEGIN
	SELECT * INTO STRICT asked FROM printed WHERE name = statement;
	SET LOCAL plan_cache_mode = force_generic_plan;
	SET LOCAL xeno.tenant_id = '1';
	SET LOCAL ROLE xeno_app;
	EXECUTE format('PREPARE looked_at AS %s', asked.sql);
	EXECUTE format('EXPLAIN (FORMAT JSON) EXECUTE looked_at (%s)',
		array_to_string(array_fill('NULL'::text,
			ARRAY[asked.parameters]), ',')) INTO plan;
	DEALLOCATE looked_at;
	RESET ROLE;
	RETURN QUERY SELECT node ->> 'Index Name', coalesce(
		node ->> 'Index Cond', node ->> 'Recheck Cond', 'none')
	  FROM jsonb_path_query(plan, 'strict $.**
		? (@."Node Type" like_regex "Scan$" && !(@."Node Type" ==
		"Tid Scan"))') AS node
	 WHERE tab IN (node ->> 'Relation Name', (SELECT tablename
		FROM pg_indexes WHERE indexname = node ->> 'Index Name'));
END $$;

CREATE FUNCTION looks_by(statement text, tab name, col name) RETURNS text
LANGUAGE sql AS $$
	SELECT is(string_agg(DISTINCT CASE WHEN cond ~ format('[( ]%s [=<>]', col)
		THEN 'by ' || col ELSE format('%s: %s', index, cond) END, ', '),
		'by ' || col, format('%s looks at %s by %s', statement, tab, col))
	  FROM looks(statement, tab) $$;

-- Events of one shop alone, which are all there are.
INSERT INTO storefront_event
	SELECT 1, 1, 'product_viewed', sha256(n::text::bytea), at, at, at::date,
	       NULL, NULL, false, true
	  FROM generate_series(1, 20000) AS n,
	       LATERAL (SELECT now() - n * interval '1 min' AS at) AS t;
SELECT looks_by('event_upsert', 'storefront_event', 'event_key');
ANALYZE storefront_event;
SELECT looks_by('event_upsert', 'storefront_event', 'event_key');

-- Under row-level security an enum is not compared in an index: what stands
-- behind it in a key finds nothing.
SELECT is_empty($$SELECT i.indexrelid::regclass, a.attname
	FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
	AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity,
	unnest(i.indkey[0:i.indnkeyatts - 2]) AS k
	JOIN pg_attribute a ON a.attnum = k JOIN pg_type t
	ON t.oid = a.atttypid AND t.typtype = 'e'
	WHERE i.indisprimary AND a.attrelid = c.oid$$,
	'no primary key has an enum before another column');

-- Deliveries of fifty shops, as they come.
INSERT INTO delivery (tenant_id, shop_id, webhook_id, topic, received_at,
	body_sha256)
	SELECT 1, n % 50, 'w' || n, 'orders/create',
	       now() - n * interval '1 min', ''
	  FROM generate_series(1, 20000) AS n;
ANALYZE delivery;
SELECT looks_by('sweep_deliveries', 'delivery', 'received_at');

-- Tables that nobody has looked at yet.
INSERT INTO sale_event (tenant_id, shop_id, order_id, event_no, side,
	line_type, initial, happened_at, local_day, local_hour, quantity, total,
	tax, disc)
	SELECT 1, 1, n, 1, 'reversal', 'product', false, now(), '2026-10-01', 1,
	       -1, -1, 0, 0
	  FROM generate_series(1, 8000) AS n;
SELECT looks_by('sale_event_delete_reversals', 'sale_event', 'order_id');


-- Of all sales those that Shopify did not name, known to statistics or not.
CREATE FUNCTION looks_at_unknown(statement text) RETURNS text
LANGUAGE sql AS $$
	SELECT is(string_agg(DISTINCT coalesce(index, 'all'), ', '),
		'sale_event_unknown', statement || ' looks at no other sales')
	  FROM looks(statement, 'sale_event') $$;
SELECT looks_at_unknown('unknown_sales_select');
SELECT looks_at_unknown('order_queue_update_unknown');
ANALYZE sale_event;
SELECT looks_at_unknown('unknown_sales_select');
SELECT looks_at_unknown('order_queue_update_unknown');

INSERT INTO orders (tenant_id, shop_id, order_id, customer_id, created_at,
	processed_at, updated_at, test, taxes_included, currency, total_price,
	headers_only, counted, spent, local_day, agreements_due)
	SELECT 1, 1, n, n % 5000, at, at, at, false, false, 'EUR', 1, false,
	       true, 10000, at::date, 0
	  FROM generate_series(1, 8000) AS n,
	       LATERAL (SELECT now() - n * interval '1 min' AS at) AS t;
SELECT looks_by('customer_place_select', 'orders', 'customer_id');
SELECT looks_by('order_queue_update_unknown', 'orders', 'order_id');
SELECT is_empty(format($$SELECT * FROM looks(%L, 'orders')
	WHERE cond !~ '(customer_id|order_id|name)[)]?(::text)? [=<>]'$$, name),
	name || ' looks at no more orders than a customer has')
  FROM unnest(ARRAY['customer_cell_difference', 'order_search_width',
	'order_page_found']) AS name;

-- What changes with an order, of a shop that is large and well known: rows by
-- what is in their key behind the shop, and no remembering of all of them.
INSERT INTO customer_month (tenant_id, shop_id, generation, month, customer_id,
	orders, spent)
	SELECT 1, 1, 1, '2020-01-01'::date + (n % 60) * interval '1 month',
	       n / 60, 1, 1 FROM generate_series(0, 60000) AS n;
INSERT INTO customer_span (tenant_id, shop_id, generation, months, begins,
	customer_id, spent)
	SELECT 1, 1, 1, 2, '2020-01-01'::date + (n % 60) * interval '1 month',
	       n / 60, 1 FROM generate_series(0, 60000) AS n;
INSERT INTO customer_stat (tenant_id, shop_id, generation, customer_id, orders,
	spent)
	SELECT 1, 1, 1, n, 1, 1 FROM generate_series(1, 20000) AS n;
INSERT INTO customer_cell (tenant_id, shop_id, generation, kind, period, since,
	class, customers, orders, amount, ledger)
	SELECT 1, 1, 1, n % 14 + 1, at, at, 0, 1, 1, 1, 1
	  FROM generate_series(0, 40000) AS n,
	       LATERAL (SELECT '1990-01-01'::date + n / 14 AS at) AS t;
INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id)
	SELECT 1, 1, 'customer', n FROM generate_series(1, 20000) AS n;
INSERT INTO rollup_dirty (tenant_id, shop_id, day, kind, order_id)
	SELECT 1, 1, '2020-01-01'::date + n / 500, 3, n
	  FROM generate_series(1, 20000) AS n;
ANALYZE;
CREATE TEMP TABLE about AS SELECT name FROM printed
	WHERE name ~ '^(order_(find|upsert|many|store|delete|set|line)|sale_event)'
	   OR name ~ '^(refund|rollup|reversal|customer_(place|cell_diff))'
	   OR name ~ '^(customer|product)_upsert';
SELECT is_empty(format($$SELECT * FROM looks(%L, %L)
	WHERE cond !~ '(_id|day|month|begins|period|kind|grain)[)]?(::text)? [=<>]'
	   OR cond !~ 'shop_id.*(_id|day|month|period|kind|grain)[)]? [=<>]'$$,
	name, tab), format('%s looks %s up', name, tab))
  FROM about, unnest(ARRAY['orders', 'sale_event', 'customer_month',
	'customer_span', 'customer_stat', 'customer_cell']) AS tab
 WHERE EXISTS (SELECT FROM looks(name, tab));

-- And of the marks of a minute those of the days that it is about.
SELECT looks_by(name, 'rollup_dirty', 'day')
  FROM unnest(ARRAY['rollup_day_add', 'rollup_day_change']) AS name;

-- Of who is gone those that it is about.
SELECT looks_by(name, 'tombstone', 'entity_id')
  FROM unnest(ARRAY['customer_upsert', 'order_upsert', 'order_find',
	'order_many_look_up', 'customer_place_select']) AS name;

SELECT * FROM finish();
ROLLBACK;
