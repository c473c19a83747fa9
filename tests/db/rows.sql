-- Row-level security at work: what each role sees and writes of every
-- tenant's table, with no tenant set, with another's, and with its own.
\set QUIET 1
\set ON_ERROR_STOP 1

BEGIN;
SELECT no_plan();

-- A row of any table: a value for each column that needs one, by its type,
-- but where a constraint wants a certain one.
CREATE FUNCTION made_value(tab regclass, col name, kind regtype, tenant bigint)
RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN col = 'tenant_id' THEN tenant::text
		WHEN col = 'shop_domain' THEN 'shop' || tenant || '.myshopify.com'
		WHEN tab = 'refund_line'::regclass AND col = 'kind' THEN 'line'
		WHEN tab = 'tombstone'::regclass AND col = 'kind' THEN 'order'
		WHEN col = 'resource' THEN 'orders'
		WHEN tab = 'rollup_part'::regclass
			AND col IN ('dimension', 'grain') THEN '1'
		WHEN tab IN ('customer_cell'::regclass,
			'reversal_cell'::regclass) AND col = 'kind' THEN '1'
		WHEN tab = 'privacy_request'::regclass AND col = 'kind'
			THEN 'data_request'
		WHEN kind = 'timestamptz'::regtype THEN '2026-10-01T12:00:00Z'
		WHEN kind = 'date'::regtype THEN '2026-10-01'
		WHEN kind = 'boolean'::regtype THEN 'true'
		WHEN kind = 'bytea'::regtype THEN '\x00'
		WHEN (SELECT typtype FROM pg_type WHERE oid = kind) = 'e' THEN
			(SELECT enumlabel FROM pg_enum WHERE enumtypid = kind
			  ORDER BY enumsortorder LIMIT 1)
		WHEN kind::text LIKE '%[]' THEN '{}'
		WHEN kind = 'text'::regtype THEN col || tenant
		ELSE (100 + tenant)::text END $$;

CREATE FUNCTION insertion(tab regclass, tenant bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)',
		tab, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
		string_agg(quote_literal(made_value(tab, attname,
			atttypid::regtype, tenant)), ', ' ORDER BY attnum))
	  FROM pg_attribute
	 WHERE attrelid = tab AND attnum > 0 AND NOT attisdropped AND attnotnull
	   AND (NOT atthasdef OR attname = 'tenant_id') $$;

CREATE TEMP TABLE tenant_table AS
	SELECT c.oid, c.relname AS name FROM pg_class c
	 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
	   AND c.relrowsecurity;

-- Two tenants with a row in every table, by the superuser; those that others
-- refer to first.
INSERT INTO tenant OVERRIDING SYSTEM VALUE VALUES (1), (2), (3);
DO $$
DECLARE
	t record;
	n bigint;
BEGIN
	FOR n IN 1 .. 2 LOOP
		FOR t IN SELECT * FROM tenant_table
			  ORDER BY name <> 'user_account', name <> 'shop',
				name <> 'shop_state' LOOP
			EXECUTE insertion(t.oid, n);
		END LOOP;
	END LOOP;
END $$;

-- Each try stands alone: `answer` is a count, or an SQLSTATE.
CREATE FUNCTION try(role name, tenant text, statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
	answer text;
BEGIN
	BEGIN
		EXECUTE format('SET LOCAL ROLE %I', role);
		IF tenant IS NOT NULL THEN
			EXECUTE format('SET LOCAL xeno.tenant_id = %L', tenant);
		END IF;
		IF statement LIKE 'SELECT%' THEN
			EXECUTE statement INTO answer;
		ELSE
			EXECUTE statement;
			GET DIAGNOSTICS n = ROW_COUNT;
			answer := n;
		END IF;
		RAISE EXCEPTION USING ERRCODE = 'TRY00', MESSAGE = answer;
	EXCEPTION
		WHEN SQLSTATE 'TRY00' THEN answer := SQLERRM;
		WHEN others THEN answer := SQLSTATE;
	END;
	RETURN answer;
END $$;

CREATE FUNCTION may(role name, tab oid, what text) RETURNS boolean
LANGUAGE sql AS 'SELECT has_table_privilege(role, tab, what)
	OR (what IN (''SELECT'', ''UPDATE'')
	AND has_any_column_privilege(role, tab, what))';

CREATE TEMP TABLE role_table AS
	SELECT r.rolname AS role, t.oid, t.name,
	       format('SELECT count(tenant_id) FROM %s', t.name) AS counting
	  FROM tenant_table t, pg_roles r WHERE r.rolname IN ('xeno_api',
	       'xeno_app', 'xeno_ingest', 'xeno_read', 'xeno_sync', 'xeno_owner');

SELECT is(try(role, NULL, counting), CASE WHEN may(role, oid, 'SELECT')
		THEN '0' ELSE '42501' END,
	role || ' without a tenant sees nothing of ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '', counting), CASE WHEN may(role, oid, 'SELECT')
		THEN '0' ELSE '42501' END,
	role || ' with a setting of nothing sees nothing of ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '3', counting), CASE WHEN may(role, oid, 'SELECT')
		THEN '0' ELSE '42501' END,
	role || ' as a tenant without rows sees none of ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '1', counting), CASE WHEN may(role, oid, 'SELECT')
		THEN '1' ELSE '42501' END,
	role || ' as a tenant sees its own row of ' || name)
  FROM role_table ORDER BY name, role;

-- Writing, wherever it is allowed at all.
SELECT is(try(role, NULL, insertion(oid, 3)), '42501',
	role || ' without a tenant inserts nothing into ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '2', insertion(oid, 3)), '42501',
	role || ' as another tenant inserts nothing into ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '1', format('UPDATE %s SET tenant_id = 2', name)),
	'42501', role || ' moves no row of ' || name || ' to another tenant')
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '3', format('UPDATE %s SET tenant_id = tenant_id', name)),
	CASE WHEN has_table_privilege(role, oid, 'UPDATE') THEN '0'
		ELSE '42501' END,
	role || ' updates no other tenant''s row of ' || name)
  FROM role_table ORDER BY name, role;
SELECT is(try(role, '3', format('DELETE FROM %s', name)),
	CASE WHEN has_table_privilege(role, oid, 'DELETE') THEN '0'
		ELSE '42501' END,
	role || ' deletes no other tenant''s row of ' || name)
  FROM role_table ORDER BY name, role;

-- A tenant's id that is none is an error, not a guess.
SELECT is(try('xeno_app', 'abc', 'SELECT count(*) FROM orders'), '22P02',
	'a tenant of letters is refused');

-- The directory, by its functions alone.
SELECT is(try('xeno_app', NULL, format('SELECT count(*) FROM %I', name)),
	'42501', 'xeno_app does not read ' || name)
  FROM unnest(ARRAY['tenant', 'directory_user', 'directory_shop',
	'directory_run', 'directory_privacy', 'directory_former_shop',
	'directory_disconnected', 'directory_digest', 'login_throttle',
	'oauth_spent']) AS name;

INSERT INTO directory_shop VALUES ('shop1.myshopify.com', 1, 101);
CREATE FUNCTION left_after_release() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM directory_release_shop(101);
	RETURN (SELECT count(*) FROM
		directory_find_shop('shop1.myshopify.com'));
END $$;
SELECT is(try('xeno_app', tenant, 'SELECT left_after_release()'), left_over,
	'a shop is released by its tenant alone: ' || tenant)
  FROM (VALUES ('1', '0'), ('2', '1'), ('', '1')) AS v (tenant, left_over);
SELECT is(try('xeno_app', '2',
	$$SELECT directory_claim_shop('shop1.myshopify.com', 102)::text$$),
	'23505', 'a domain that is another tenant''s cannot be claimed');
SELECT is(try('xeno_app', '',
	$$SELECT directory_claim_shop('free.myshopify.com', 102)::text$$),
	'22004', 'nor any domain without a tenant');

-- Disconnected by its tenant alone, and in the list until connected again.
INSERT INTO shop (tenant_id, shop_id, shop_domain, name)
	OVERRIDING SYSTEM VALUE
	VALUES (1, 901, 'left.myshopify.com', 'Left');
INSERT INTO shop_state (tenant_id, shop_id, timezone) VALUES (1, 901, 'UTC');
INSERT INTO directory_shop VALUES ('left.myshopify.com', 1, 901);
CREATE FUNCTION listed_after_disconnect() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM directory_disconnect_shop(901);
	RETURN (SELECT count(*) FROM directory_list_disconnected('0')
		 WHERE shop_id = 901);
END $$;
SELECT is(try('xeno_app', tenant, 'SELECT listed_after_disconnect()'), listed,
	'a shop is disconnected by its tenant alone: ' || tenant)
  FROM (VALUES ('2', '0'), ('', '0'), ('1', '1')) AS v (tenant, listed);
CREATE FUNCTION listed_after_claim() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM directory_disconnect_shop(901);
	PERFORM directory_claim_shop('left.myshopify.com', 901);
	RETURN (SELECT count(*) FROM directory_list_disconnected('0')
		 WHERE shop_id = 901);
END $$;
SELECT is(try('xeno_app', '1', 'SELECT listed_after_claim()'), '0',
	'connected again, it does not wait to be erased');

-- However it left, it is gone since the last time that it did.
CREATE FUNCTION listed_after_release() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM directory_release_shop(901);
	RETURN (SELECT count(*) FROM directory_list_disconnected('0')
		 WHERE shop_id = 901);
END $$;
SELECT is(try('xeno_app', tenant, 'SELECT listed_after_release()'), listed,
	'a shop that is uninstalled waits to be erased: ' || tenant)
  FROM (VALUES ('2', '0'), ('', '0'), ('1', '1')) AS v (tenant, listed);
INSERT INTO shop (tenant_id, shop_id, shop_domain, name)
	OVERRIDING SYSTEM VALUE
	VALUES (1, 902, 'again.myshopify.com', 'Again');
INSERT INTO shop_state (tenant_id, shop_id, timezone) VALUES (1, 902, 'UTC');
INSERT INTO directory_disconnected VALUES (902, 1, now() - interval '31 days');
CREATE FUNCTION gone_since(leave text, keep interval) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM directory_claim_shop('again.myshopify.com', 902);
	EXECUTE format('SELECT %I(902)', leave);
	RETURN (SELECT count(*) FROM directory_list_disconnected(keep)
		 WHERE shop_id = 902);
END $$;
SELECT is(try('xeno_app', '1', format('SELECT gone_since(%L, %L)', leave,
		keep)), listed,
	'connected again and gone by ' || leave || ', for ' || keep)
  FROM (VALUES ('directory_release_shop'), ('directory_disconnect_shop'))
	AS w (leave), (VALUES ('30 days', '0'), ('0', '1')) AS v (keep, listed);
SELECT is(try('xeno_app', '1', 'SELECT count(*)'
	'  FROM directory_list_disconnected(''30 days'') WHERE shop_id = 902'),
	'1', 'as long as it is not connected, for as long as it was');

-- A state of a login at Shopify.
CREATE FUNCTION spend_twice() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM oauth_spend('\x01');
	PERFORM oauth_spend('\x02');
	PERFORM oauth_spend('\x01');
	RETURN 0;
END $$;
SELECT is(try('xeno_app', '', 'SELECT spend_twice()'), '23505',
	'a state is good once');

SELECT * FROM finish();
ROLLBACK;
