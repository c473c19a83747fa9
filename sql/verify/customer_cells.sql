-- Verify xeno:customer_cells on pg

BEGIN;

SELECT kind, period, since, class, customers, orders, amount, ledger
  FROM customer_cell WHERE false;

ROLLBACK;
