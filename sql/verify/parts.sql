-- Verify xeno:parts on pg

BEGIN;

SELECT * FROM rollup_part WHERE false;
SELECT * FROM rollup_dirty WHERE false;
SELECT 1 / count(*) FROM pg_class
 WHERE oid = 'rollup_part_by_product'::regclass;

ROLLBACK;
