-- Verify xeno:audit_log on pg

BEGIN;

SELECT * FROM audit_event WHERE false;
SELECT 1 / (NOT has_table_privilege('xeno_api', 'audit_event',
	'update'))::integer;

ROLLBACK;
