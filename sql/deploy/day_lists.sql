-- Deploy xeno:day_lists to pg
-- requires: entities
--
-- A day's orders by what they came to: whoever made the best of some days is
-- likely among their best customers, who are found without reading all.

BEGIN;

DROP INDEX orders_by_day;
CREATE INDEX orders_by_day ON orders
	(tenant_id, shop_id, local_day, spent DESC) INCLUDE (customer_id)
	WHERE counted;

COMMIT;
