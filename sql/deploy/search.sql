-- Deploy xeno:search to pg
-- requires: entities
--
-- What is looked up by its first letters.  The collation is "C" because a
-- range of bytes is all that a search under row-level security may use: LIKE
-- and lower() are not leakproof.

BEGIN;

CREATE INDEX orders_by_name ON orders
	(tenant_id, shop_id, name COLLATE "C") WHERE name IS NOT NULL;
CREATE INDEX customer_by_email ON customer
	(tenant_id, shop_id, email COLLATE "C") WHERE email IS NOT NULL;
CREATE INDEX customer_by_last_name ON customer
	(tenant_id, shop_id, last_name COLLATE "C")
	WHERE last_name IS NOT NULL;
CREATE INDEX customer_by_first_name ON customer
	(tenant_id, shop_id, first_name COLLATE "C")
	WHERE first_name IS NOT NULL;

COMMIT;
