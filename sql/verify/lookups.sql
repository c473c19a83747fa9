-- Verify xeno:lookups on pg

BEGIN;

SELECT 1 / (pg_get_indexdef('storefront_event_pkey'::regclass)
	LIKE '%(tenant_id, shop_id, event_key, type)')::integer;
SELECT 'delivery_by_shop'::regclass;
SELECT 1 / (to_regclass('delivery_by_time') IS NULL)::integer;
SELECT 1 / count(*) FROM pg_attribute
 WHERE attrelid = 'reversal_cell'::regclass AND attname = 'shop_id'
   AND 'n_distinct=20' = ANY (attoptions);

ROLLBACK;
