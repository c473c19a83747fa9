-- What a column does not take: NaN, infinity, amounts with digits that would
-- be lost, words that are not in a list.
\set QUIET 1
\set ON_ERROR_STOP 1

BEGIN;
SELECT no_plan();

-- Columns that the statements of the service only fill with now() and the
-- like, never with what came from outside.
CREATE TEMP TABLE own_time (col text PRIMARY KEY);
INSERT INTO own_time VALUES
	('user_account.disabled_at'), ('session.created_at'),
	('session.used_at'), ('session.expires_at'),
	('invitation.created_at'), ('invitation.expires_at'),
	('api_token.created_at'), ('api_token.used_at'), ('audit_event.at'),
	('user_account.created_at'), ('shop.created_at'), ('shop.verified_at'),
	('shop_state.last_webhook_at'), ('shop_state.last_sync_at'),
	('shop_state.next_attempt_at'), ('shop_state.budget_seen_at'),
	('delivery.received_at'), ('dead_letter.received_at'),
	('dead_letter.replayed_at'), ('tombstone.buried_at'),
	('ingest_run.created_at'), ('ingest_run.started_at'),
	('ingest_run.finished_at'), ('ingest_run.heartbeat_at'),
	('sync_watermark.updated_at'), ('sync_lease.taken_at'),
	('sync_lease.expires_at'), ('saved_view.created_at'),
	('digest_wish.since'), ('user_mail.tried_at'),
	('user_mail.created_at');

-- One table at a time, as temporary tables with all of its constraints.
CREATE FUNCTION like_table(tab regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	c record;
BEGIN
	PERFORM set_config('client_min_messages', 'warning', true);
	DROP TABLE IF EXISTS pg_temp.probe;
	EXECUTE format('CREATE TEMP TABLE probe
		(LIKE %s INCLUDING CONSTRAINTS)', tab);
	FOR c IN SELECT attname FROM pg_attribute
		  WHERE attrelid = 'pg_temp.probe'::regclass AND attnum > 0
		    AND attnotnull LOOP
		EXECUTE format('ALTER TABLE probe ALTER %I DROP NOT NULL',
			c.attname);
	END LOOP;
END $$;

CREATE FUNCTION takes(tab regclass, col name, given text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM like_table(tab);
	BEGIN
		EXECUTE format('INSERT INTO probe (%I) VALUES (%L)', col, given);
	EXCEPTION WHEN others THEN
		RETURN SQLSTATE;
	END;
	RETURN 'taken';
END $$;

CREATE TEMP TABLE tenant_column AS
	SELECT c.oid::regclass AS tab, c.relname AS name, a.attname AS col,
	       a.atttypid::regtype AS kind
	  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
	 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
	   AND c.relrowsecurity AND a.attnum > 0 AND NOT a.attisdropped;

-- Amounts.
CREATE TEMP TABLE amount AS SELECT * FROM tenant_column
	WHERE kind = 'numeric'::regtype;
SELECT cmp_ok((SELECT count(*) FROM amount), '>=', 11::bigint,
	'there are amounts');
SELECT is(takes(tab, col, given), state,
	format('%s.%s: %s', name, col, given))
  FROM amount, (VALUES ('NaN', '23514'), ('Infinity', '22003'),
	('-Infinity', '22003'), ('10000000000000000', '22003'),
	('99999999999999.9999', 'taken'), ('-0.0001', 'taken'),
	('abc', '22P02')) AS v (given, state)
 ORDER BY name, col;

-- Times.
SELECT is_empty('SELECT col FROM own_time EXCEPT
	SELECT name || ''.'' || col FROM tenant_column',
	'the list of times has none that is not there');
SELECT is(takes(tab, col, given), '23514',
	format('%s.%s: %s', name, col, given))
  FROM tenant_column, unnest(ARRAY['infinity', '-infinity']) AS given
 WHERE kind = 'timestamptz'::regtype
   AND name || '.' || col NOT IN (SELECT col FROM own_time)
 ORDER BY name, col;
SELECT is(takes(tab, col, '2026-10-01T12:00:00.123456Z'), 'taken',
	format('%s.%s: an instant', name, col))
  FROM tenant_column WHERE kind = 'timestamptz'::regtype ORDER BY name, col;

-- Domains of shops.
SELECT is(takes('shop', 'shop_domain', given),
	CASE WHEN good THEN 'taken' ELSE '23514' END,
	'shop.shop_domain: ' || quote_literal(given))
  FROM (VALUES ('a.myshopify.com', true), ('a-1.myshopify.com', true),
	('1a.myshopify.com', true), ('.myshopify.com', false),
	('-a.myshopify.com', false), ('A.myshopify.com', false),
	('a_b.myshopify.com', false), ('a.b.myshopify.com', false),
	('a.myshopify.com.evil.com', false), ('a.myshopify.comx', false),
	('evil.com/a.myshopify.com', false), ('a.myshopifyxcom', false),
	(E'a.myshopify.com\n', false), (E'a\n.myshopify.com', false),
	('', false)) AS v (given, good);

-- Words.
SELECT is(takes(tab::regclass, col, given),
	CASE WHEN good THEN 'taken' ELSE '23514' END,
	format('%s.%s: %s', tab, col, given))
  FROM (VALUES ('tombstone', 'kind', 'order', true),
	('tombstone', 'kind', 'refund', false),
	('refund_line', 'kind', 'shipping_refund', true),
	('refund_line', 'kind', 'gift', false),
	('sync_watermark', 'resource', 'orders', true),
	('sync_watermark', 'resource', 'carts', false))
	AS v (tab, col, given, good);
SELECT is(takes('sale_event', col, 'other'), '22P02',
	format('sale_event.%s: other', col))
  FROM unnest(ARRAY['side', 'line_type', 'source']) AS col;

-- A cell of second orders is of the period of the first ones, and of a cohort.
SELECT like_table('customer_cell');
SELECT lives_ok(format('INSERT INTO probe (kind, period, since, class) VALUES
	(%s, ''2026-10-01'', ''2026-10-01'', 3)', kind),
	'second orders of kind ' || kind)
  FROM unnest(ARRAY[1, 2, 7, 8, 9]) AS kind;
SELECT throws_ok(format('INSERT INTO probe (kind, period, since, class) VALUES
	(%s, ''2026-10-01'', %L, %s)', kind, since, class), '23514', NULL,
	format('a cell of kind %s and class %s since %s', kind, class, since))
  FROM (VALUES (3, '2026-10-01', 3), (10, '2026-10-01', 3),
	(7, '2026-09-28', 3), (8, '2026-10-01', 2), (9, '2026-10-01', 4))
	AS v (kind, since, class);

-- A run that has ended says when, and no other does.
SELECT like_table('ingest_run');
SELECT throws_ok(format('INSERT INTO probe (status, finished_at) VALUES
	(%L, %s)', status, ended), '23514', NULL,
	format('a run that is %s, finished_at %s', status, ended))
  FROM (VALUES ('success', 'NULL'), ('failed', 'NULL'),
	('running', 'now()'), ('pending', 'now()')) AS v (status, ended);

-- Addresses in the directory are in lower case, so that they are unique.
SELECT throws_ok($$INSERT INTO directory_user (email, tenant_id)
	VALUES ('Ada@example.com', 1)$$, '23514', NULL,
	'an address in capitals');

-- Sums in 64 bits.
SELECT is((SELECT bigint_sum(n) FROM unnest(ARRAY[1, NULL, 9007199254740993,
	-2]::bigint[]) AS n), 9007199254740992,
	'bigint_sum adds up what is not null, exactly');
SELECT is((SELECT bigint_sum(n) FROM unnest('{}'::bigint[]) AS n), 0::bigint,
	'and nothing to 0');
SELECT throws_ok($$SELECT bigint_sum(n) FROM unnest(ARRAY[
	9223372036854775807, 1]) AS n$$, '22003', NULL,
	'and refuses what 64 bits do not hold');

-- What the planner knows of a shop.
CREATE TABLE public.fresh AS SELECT generate_series(1, 1000) AS n;
ALTER TABLE public.fresh OWNER TO xeno_owner;
SELECT gather_statistics();
SELECT is((SELECT reltuples::int FROM pg_class
	WHERE oid = 'public.fresh'::regclass), 1000,
	'gather_statistics looks at a table that is new');
SELECT is_empty($$SELECT c.relname FROM pg_class c
	JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
	JOIN pg_attribute s ON s.attrelid = c.oid AND s.attname = 'shop_id'
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
	AND ('n_distinct=1' = ANY (t.attoptions)
	AND 'n_distinct=20' = ANY (s.attoptions)) IS NOT TRUE$$,
	'and takes no shop for a small one');

-- Exchange rates.
SELECT throws_ok(format('INSERT INTO exchange_rate VALUES (%L, %L, %L, %L)',
	currency, day, rate, 'test'), state, NULL,
	format('a rate: %s %s %s', currency, day, rate))
  FROM (VALUES ('USD', '2026-01-02', '0', '23514'),
	('USD', '2026-01-02', '-1.1', '23514'),
	('USD', '2026-01-02', 'NaN', '23514'),
	('USD', '2026-01-02', 'Infinity', '22003'),
	('USD', '2026-01-02', '12345678901', '22003'),
	('USD', 'infinity', '1.1', '23514'),
	('usd', '2026-01-02', '1.1', '23514'),
	('USDT', '2026-01-02', '1.1', '23514'))
	AS v (currency, day, rate, state);
SELECT throws_ok($$INSERT INTO exchange_load (only_one, base)
	VALUES (false, 'EUR')$$, '23514', NULL, 'there is one base');

SELECT * FROM finish();
ROLLBACK;
