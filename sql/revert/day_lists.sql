-- Revert xeno:day_lists from pg

BEGIN;

DROP INDEX orders_by_day;
CREATE INDEX orders_by_day ON orders
	(tenant_id, shop_id, local_day) INCLUDE (customer_id, spent)
	WHERE counted;

COMMIT;
