-- Verify xeno:entities on pg

BEGIN;

SELECT * FROM customer WHERE false;
SELECT * FROM product WHERE false;
SELECT * FROM orders WHERE false;
SELECT * FROM order_line WHERE false;
SELECT * FROM refund WHERE false;
SELECT * FROM refund_line WHERE false;
SELECT * FROM tombstone WHERE false;

ROLLBACK;
