-- The roles, once a cluster, by a superuser, before the migrations:
--
--	psql -v migrate_password=... -v app_password=... -f sql/roles.sql
--
-- Groups hold the rights, logins hold the passwords.  Nobody but xeno_owner
-- owns anything, and nobody at all bypasses row-level security.
--
--	xeno_owner	owns every object; cannot log in
--	xeno_migrate	logs in for migrations, and acts as xeno_owner
--	xeno_api	what the auth, api and events pools may do
--	xeno_ingest	what the webhooks pool may do
--	xeno_sync	what xeno-sync may do
--	xeno_read	the figures only, for a replica or a BI tool
--	xeno_app	logs in for workers and sync: api, ingest and sync

SELECT format('CREATE ROLE %I %s', role, login)
  FROM (VALUES ('xeno_owner', 'NOLOGIN'), ('xeno_api', 'NOLOGIN'),
               ('xeno_ingest', 'NOLOGIN'), ('xeno_sync', 'NOLOGIN'),
               ('xeno_read', 'NOLOGIN'), ('xeno_migrate', 'LOGIN'),
               ('xeno_app', 'LOGIN')) AS wanted (role, login)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

GRANT xeno_owner TO xeno_migrate;
ALTER ROLE xeno_migrate SET role = 'xeno_owner';
ALTER ROLE xeno_migrate PASSWORD :'migrate_password';
GRANT xeno_api, xeno_ingest, xeno_sync TO xeno_app;
ALTER ROLE xeno_app PASSWORD :'app_password';
