-- Verify xeno:reversal_cells on pg

BEGIN;

SELECT tenant_id, shop_id, generation, kind, period, since, bucket, orders,
       units, sold, sales, shipping, taxes, total
  FROM reversal_cell WHERE false;

ROLLBACK;
