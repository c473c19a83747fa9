-- Verify xeno:unknown_sales on pg

BEGIN;

SELECT 1 / (pg_get_indexdef('sale_event_unknown'::regclass)
	LIKE '%(tenant_id, shop_id, order_id, local_day) WHERE%')::integer;

ROLLBACK;
