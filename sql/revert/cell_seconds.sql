-- Revert xeno:cell_seconds from pg

BEGIN;

ALTER TABLE customer_cell DROP CONSTRAINT customer_cell_class;

ALTER TABLE customer_cell NO FORCE ROW LEVEL SECURITY;
INSERT INTO customer_cell (tenant_id, shop_id, generation, kind, period,
	since, class, customers, orders, amount, ledger)
SELECT tenant_id, shop_id, generation, kind, period, since, v.class, 0,
       v.orders, 0, 0
  FROM customer_cell c,
       LATERAL (VALUES (3, c.customers), (4, c.orders - c.customers))
	AS v (class, orders)
 WHERE kind BETWEEN 3 AND 6 AND v.orders <> 0;
DELETE FROM customer_cell WHERE kind BETWEEN 3 AND 6 AND class = 0;
UPDATE customer_cell SET customers = 0 WHERE kind > 9;
ALTER TABLE customer_cell FORCE ROW LEVEL SECURITY;

COMMIT;
