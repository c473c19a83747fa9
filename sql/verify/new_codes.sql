-- Verify xeno:new_codes on pg
--
-- Nothing but rows: whether they are right is what xeno-sync verify looks
-- after.

BEGIN;

SELECT dimension, grain, period, value, orders FROM rollup_part WHERE false;

ROLLBACK;
