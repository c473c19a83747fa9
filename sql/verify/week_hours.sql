-- Verify xeno:week_hours on pg
--
-- No table is another; what the rows hold, `xeno-sync verify` compares.

BEGIN;

SELECT dimension, grain FROM rollup_part WHERE false;

ROLLBACK;
