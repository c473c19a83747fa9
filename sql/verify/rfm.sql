-- Verify xeno:rfm on pg

BEGIN;

SELECT recency, frequency, monetary, rfm_group FROM customer_rfm WHERE false;
SELECT as_of, recency, frequency, monetary, customers, orders, spent
  FROM rfm_run WHERE false;

ROLLBACK;
