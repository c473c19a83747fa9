-- Verify xeno:persons_end on pg

BEGIN;

SELECT 1 / (has_table_privilege('xeno_sync', 'invitation', 'DELETE') AND
	has_column_privilege('xeno_sync', 'invitation', 'expires_at', 'SELECT')
	AND NOT has_column_privilege('xeno_sync', 'invitation', 'email',
		'SELECT'))::integer;

ROLLBACK;
