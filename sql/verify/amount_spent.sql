-- Verify xeno:amount_spent on pg

BEGIN;

SELECT amount_spent, amount_spent_currency, amount_spent_at
  FROM customer WHERE false;
SELECT 1 / (count(*) = 2)::integer FROM pg_constraint
 WHERE conrelid = 'customer'::regclass
   AND conname IN ('customer_amount_spent_check',
	'customer_amount_spent_at_check');

ROLLBACK;
