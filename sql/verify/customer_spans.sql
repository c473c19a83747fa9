-- Verify xeno:customer_spans on pg

BEGIN;

SELECT months, begins FROM customer_span WHERE false;

ROLLBACK;
