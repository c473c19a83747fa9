-- What the schema promises about isolation, read off the catalogue: every
-- table is a tenant's or stands in the list of those that cannot be, the
-- service's roles own and create nothing, and what runs with the owner's
-- rights is a list.
\set QUIET 1
\set ON_ERROR_STOP 1

BEGIN;
SELECT no_plan();

-- Tables that come before a tenant is known, or are about no tenant.  No
-- role of the service touches them but through the functions below.
CREATE TEMP TABLE directory (name text PRIMARY KEY, why text NOT NULL);
INSERT INTO directory VALUES
	('tenant', 'the list of tenants itself'),
	('directory_user', 'an address is unique over all tenants'),
	('directory_shop', 'a domain is verified for one tenant'),
	('directory_run', 'the queue over all tenants'),
	('directory_privacy', 'the requests over all tenants'),
	('directory_former_shop', 'who had a domain before'),
	('directory_digest', 'who wants mail, of all tenants'),
	('directory_reset', 'who forgot the password, of all tenants'),
	('directory_disconnected', 'erased in time, whichever tenant''s'),
	('directory_pushed', 'scored and built, whichever tenant''s'),
	('directory_erasure', 'outlives the tenant that it is about'),
	('login_throttle', 'comes before a user is known'),
	('oauth_spent', 'comes before a tenant is known');

-- Functions with the owner's rights, and who may call them.
CREATE TEMP TABLE definer (signature text PRIMARY KEY, roles text NOT NULL);
INSERT INTO definer VALUES
	('gather_statistics()', 'xeno_sync'),
	('audit_sweep(integer)', 'xeno_sync'),
	('directory_register(text)', 'xeno_api'),
	('directory_find_user(text)', 'xeno_api'),
	('directory_find_shop(text)', 'xeno_api xeno_ingest xeno_sync'),
	('directory_is_demonstration()', 'xeno_api'),
	('directory_join(text)', 'xeno_api'),
	('directory_leave(bigint)', 'xeno_api'),
	('directory_list_shops()', 'xeno_sync'),
	('directory_list_tenants()', 'xeno_sync'),
	('directory_list_runs(interval)', 'xeno_sync'),
	('directory_want_run(bigint)', 'xeno_api xeno_sync'),
	('directory_take_run(bigint)', 'xeno_api xeno_sync'),
	('directory_want_privacy(bigint,bigint)', 'xeno_ingest xeno_sync'),
	('directory_take_privacy(bigint)', 'xeno_sync'),
	('directory_list_privacy()', 'xeno_sync'),
	('directory_find_former_shops(text)', 'xeno_ingest'),
	('directory_forget_shop(bigint)', 'xeno_api xeno_sync'),
	('directory_claim_shop(text,bigint)', 'xeno_api xeno_sync'),
	('directory_release_shop(bigint)', 'xeno_api xeno_ingest xeno_sync'),
	('directory_disconnect_shop(bigint)', 'xeno_api'),
	('directory_list_disconnected(interval)', 'xeno_sync'),
	('directory_note_pushed(bigint)', 'xeno_api'),
	('directory_list_pushed()', 'xeno_sync'),
	('directory_erase_tenant()', 'xeno_api'),
	('directory_list_erasures()', 'xeno_sync'),
	('directory_erase_some(integer)', 'xeno_sync'),
	('directory_end_tenant()', 'xeno_sync'),
	('directory_want_digest(bigint,boolean)', 'xeno_api'),
	('directory_list_digests()', 'xeno_sync'),
	('directory_want_reset(text)', 'xeno_api'),
	('directory_list_resets()', 'xeno_sync'),
	('directory_reset_done(bigint,text)', 'xeno_sync'),
	('login_attempt(text,text)', 'xeno_api'),
	('login_succeeded(text,text)', 'xeno_api'),
	('oauth_spend(bytea)', 'xeno_api');

-- Tables of facts of the world, which anybody who answers may read.
CREATE TEMP TABLE world (name text PRIMARY KEY, why text NOT NULL);
INSERT INTO world VALUES
	('exchange_rate', 'what a currency is worth is nobody''s secret'),
	('exchange_load', 'against what, and how often it changed');

CREATE TEMP TABLE service_role AS
	SELECT rolname AS name, oid FROM pg_roles WHERE rolname LIKE 'xeno%'
	   AND rolname NOT IN ('xeno_owner', 'xeno_migrate');

CREATE TEMP TABLE tenant_table AS
	SELECT c.oid, c.relname AS name FROM pg_class c
	 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
	   AND c.relname NOT IN (SELECT name FROM directory
		UNION ALL SELECT name FROM world);

SELECT cmp_ok((SELECT count(*) FROM tenant_table), '>=', 18::bigint,
	'there are tables of tenants');
SELECT is_empty($$SELECT name FROM directory EXCEPT SELECT relname FROM
	pg_class WHERE relnamespace = 'public'::regnamespace$$,
	'the directory has no table that is not there');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f')
	AND relnamespace = 'public'::regnamespace
	AND relname NOT LIKE 'tap_%' AND relname NOT LIKE 'pg_all_%'$$,
	'there is no view, which would see as its owner does');

-- Every table of tenants.
SELECT is_empty($$SELECT name FROM tenant_table t WHERE NOT EXISTS (
	SELECT FROM pg_attribute a WHERE a.attrelid = t.oid
	   AND a.attname = 'tenant_id' AND a.attnotnull
	   AND a.atttypid = 'bigint'::regtype)$$,
	'has a tenant_id');
SELECT is_empty($$SELECT name FROM tenant_table t JOIN pg_class c USING (oid)
	WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)$$,
	'has row-level security enabled and forced');
SELECT is_empty($$SELECT name FROM tenant_table t WHERE (
	SELECT array_agg(format('%s %s %s %s %s%s', polname, polcmd,
	polpermissive, polroles, pg_get_expr(polqual, polrelid),
	pg_get_expr(polwithcheck, polrelid)))
	  FROM pg_policy WHERE polrelid = t.oid)
	IS DISTINCT FROM ARRAY['tenant * t {0} (tenant_id = ( SELECT'
		' current_tenant() AS current_tenant))']$$,
	'has the policy `tenant`, for everybody and everything, and no other');
SELECT is_empty($$SELECT name FROM tenant_table t WHERE NOT EXISTS (
	SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = t.oid
	   AND a.attnum = i.indkey[0]
	 WHERE i.indrelid = t.oid AND i.indisprimary
	   AND a.attname = 'tenant_id')$$,
	'has a primary key that begins with tenant_id');
SELECT is_empty($$SELECT i.indexrelid::regclass FROM pg_index i
	JOIN tenant_table t ON t.oid = i.indrelid
	JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
	LEFT JOIN pg_attribute a ON a.attrelid = t.oid
	      AND a.attnum = i.indkey[0]
	WHERE a.attname IS DISTINCT FROM 'tenant_id'$$,
	'has no index that does not begin with tenant_id');
SELECT is_empty($$SELECT conname FROM pg_constraint f
	JOIN tenant_table t ON t.oid = f.conrelid
	JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
	JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
	WHERE f.contype = 'f'
	AND (a.attname <> 'tenant_id' OR b.attname <> 'tenant_id')$$,
	'refers to nothing but within its tenant');
SELECT is_empty($$SELECT tgname FROM pg_trigger
	JOIN pg_class c ON c.oid = tgrelid
	WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace$$,
	'has no trigger, which a distributed database refuses');

-- Amounts, times.
SELECT is_empty($$SELECT c.relname || '.' || a.attname FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
	WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
	AND a.atttypid IN ('real'::regtype, 'double precision'::regtype,
	'money'::regtype, 'timestamp'::regtype)$$,
	'no column is of a type that loses digits or zones');
SELECT is_empty($$SELECT c.relname || '.' || a.attname FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
	WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
	AND a.atttypid = 'numeric'::regtype AND c.relname NOT LIKE 'rollup%'
	AND c.relname NOT LIKE 'customer\_%'
	AND (c.relname, a.attname) <> ('exchange_rate', 'rate')
	AND format_type(a.atttypid, a.atttypmod) <> 'numeric(20,4)'$$,
	'an amount is numeric(20,4), but for sums of amounts');

-- Roles.
SELECT set_eq('SELECT name FROM service_role', ARRAY['xeno_api',
	'xeno_app', 'xeno_ingest', 'xeno_read', 'xeno_sync'],
	'the service''s roles are known');
SELECT is_empty($$SELECT rolname FROM pg_roles WHERE rolname LIKE 'xeno%'
	AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
	OR rolreplication)$$,
	'no role of ours is above the rules');
SELECT set_eq($$SELECT rolname FROM pg_roles WHERE rolname LIKE 'xeno%'
	AND rolcanlogin$$, ARRAY['xeno_app', 'xeno_migrate'],
	'two roles log in');
SELECT set_eq($$SELECT r.rolname || ' in ' || g.rolname
	FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
	JOIN pg_roles g ON g.oid = m.roleid WHERE r.rolname LIKE 'xeno%'
	OR g.rolname LIKE 'xeno%'$$,
	ARRAY['xeno_app in xeno_api', 'xeno_app in xeno_ingest',
	'xeno_app in xeno_sync', 'xeno_migrate in xeno_owner'],
	'and are members of just what they need');
SELECT is_empty($$SELECT d.classid::regclass, d.objid FROM pg_shdepend d
	JOIN service_role r ON r.oid = d.refobjid WHERE d.deptype = 'o'
	-- Staging tables of a sync in another database are not ours.
	AND d.dbid = (SELECT oid FROM pg_database
	WHERE datname = current_database())$$,
	'the service''s roles own nothing');
SELECT is_empty($$SELECT r.name, n.nspname FROM service_role r, pg_namespace n
	WHERE n.nspname NOT LIKE 'pg\_%'
	AND has_schema_privilege(r.oid, n.oid, 'CREATE')$$,
	'and create nothing in any schema');
SELECT is_empty($$SELECT r.name FROM service_role r WHERE
	has_database_privilege(r.oid, current_database(), 'CREATE')$$,
	'nor schemas');
SELECT is_empty($$SELECT r.name, t.name, p FROM service_role r,
	tenant_table t, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) p
	WHERE has_table_privilege(r.oid, t.oid, p)$$,
	'nor truncate, refer to or trigger on a tenant''s table');
SELECT is_empty($$SELECT r.name, d.name, p FROM service_role r, directory d,
	unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
	WHERE has_table_privilege(r.oid, d.name, p)$$,
	'nor touch the directory''s tables');
SELECT set_eq($$SELECT r.name || ' ' || p FROM service_role r, world w,
	unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
	'REFERENCES', 'TRIGGER']) p WHERE r.name <> 'xeno_app'
	AND has_table_privilege(r.oid, w.name, p)$$,
	ARRAY['xeno_api SELECT', 'xeno_read SELECT', 'xeno_sync SELECT',
	'xeno_sync INSERT', 'xeno_sync UPDATE', 'xeno_sync DELETE'],
	'and of the world only xeno_sync writes');
SELECT is_empty($$SELECT t.name, p FROM tenant_table t,
	unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) p
	WHERE has_table_privilege('xeno_read', t.oid, p)$$,
	'xeno_read only reads');
SELECT ok(NOT has_column_privilege('xeno_read', 'shop', c, 'SELECT'),
	'and no ' || c)
  FROM unnest(ARRAY['access_token', 'refresh_token', 'api_secret']) AS c;
SELECT ok(NOT has_table_privilege('xeno_read', 'user_account', 'SELECT'),
	'and no password');
SELECT ok(NOT has_table_privilege(r, 'user_account', 'SELECT'),
	r || ' reads no password')
  FROM unnest(ARRAY['xeno_ingest', 'xeno_sync']) AS r;
SELECT is_empty($$SELECT c.relname, c.relowner::regrole FROM pg_class c
	WHERE c.relnamespace = 'public'::regnamespace
	AND c.relkind IN ('r', 'p', 'S') AND c.relowner <> 'xeno_owner'::regrole$$,
	'xeno_owner owns every table and sequence');
SELECT is_empty($$SELECT c.relname FROM pg_class c,
	aclexplode(c.relacl) AS g WHERE c.relnamespace = 'public'::regnamespace
	AND c.relkind IN ('r', 'p', 'S') AND g.grantee = 0$$,
	'and everybody has no right on any');

-- Functions.  Those of pgTAP belong to whoever made the extension.
CREATE TEMP TABLE our_function AS
	SELECT p.*, p.oid::regprocedure::text AS signature
	  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
	   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid
		AND d.deptype = 'e');
SELECT set_eq('SELECT signature FROM our_function WHERE prosecdef',
	'SELECT signature FROM definer',
	'what runs with the owner''s rights is the list');
SELECT set_eq('SELECT signature FROM our_function WHERE NOT prosecdef',
	ARRAY['current_tenant()', 'bigint_sum(bigint)'],
	'and there is little else');
SELECT is_empty($$SELECT signature, proconfig FROM our_function WHERE prosecdef
	AND proconfig IS DISTINCT FROM
	ARRAY['search_path=pg_catalog, public, pg_temp']$$,
	'each with a fixed search path, that of temporary tables last');
SELECT is_empty($$SELECT signature FROM our_function
	WHERE proowner <> 'xeno_owner'::regrole$$, 'owned by xeno_owner');
SELECT is_empty($$SELECT signature FROM our_function WHERE prosecdef AND
	(proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) g
	WHERE g.grantee = 0))$$, 'for everybody to call: none');
SELECT results_eq($$SELECT f.signature, string_agg(g.grantee::regrole::text,
	' ' ORDER BY g.grantee::regrole::text)
	FROM our_function f, aclexplode(f.proacl) g
	WHERE f.prosecdef AND g.grantee <> f.proowner
	GROUP BY 1 ORDER BY 1$$,
	'SELECT signature, roles FROM definer ORDER BY 1',
	'but for the roles that need it');
SELECT set_eq($$SELECT signature FROM our_function
	WHERE prosecdef AND prosqlbody IS NULL$$,
	ARRAY['gather_statistics()'],
	'their bodies were bound when they were made, but for an ANALYZE');

SELECT * FROM finish();
ROLLBACK;
