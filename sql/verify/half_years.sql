-- Verify xeno:half_years on pg
--
-- Nothing but rows: whether they are right is what xeno-sync verify looks
-- after.

BEGIN;

SELECT months, begins, spent FROM customer_span WHERE false;

ROLLBACK;
