-- Deploy xeno:persons_end to pg
-- requires: members
-- requires: departures
--
-- Who was invited and did not join in time is forgotten by the nightly
-- retention, which may see of an invitation only whether it ended.  And who is
-- redacted is so by every number he had, with the checkouts that are his: this
-- is of those who were before.

BEGIN;

GRANT SELECT (tenant_id, expires_at), DELETE ON invitation TO xeno_sync;

-- The owner, too, sees no tenant's rows but for a moment.
ALTER TABLE tombstone NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE storefront_event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_stat NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state NO FORCE ROW LEVEL SECURITY;

UPDATE tombstone t SET redacted = true FROM tombstone kept
 WHERE kept.tenant_id = t.tenant_id AND kept.shop_id = t.shop_id
   AND kept.kind = 'customer' AND kept.entity_id = t.merged_into
   AND kept.redacted AND t.kind = 'customer' AND NOT t.redacted;
UPDATE orders o SET email = NULL FROM tombstone t
 WHERE t.kind = 'customer' AND t.redacted AND o.tenant_id = t.tenant_id
   AND o.shop_id = t.shop_id AND o.customer_id = t.entity_id
   AND o.email IS NOT NULL;
UPDATE storefront_event e SET customer_id = NULL FROM tombstone t
 WHERE t.kind = 'customer' AND t.redacted AND e.tenant_id = t.tenant_id
   AND e.shop_id = t.shop_id AND e.customer_id = t.entity_id;
UPDATE customer_stat c SET points = 0 FROM tombstone t
 WHERE t.kind = 'customer' AND t.redacted AND c.tenant_id = t.tenant_id
   AND c.shop_id = t.shop_id AND c.customer_id = t.entity_id
   AND c.points <> 0;
UPDATE shop_state s SET data_version = data_version + 1
 WHERE EXISTS (SELECT FROM tombstone t
	WHERE t.tenant_id = s.tenant_id AND t.shop_id = s.shop_id
	  AND t.kind = 'customer' AND t.redacted);

ALTER TABLE tombstone FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
ALTER TABLE storefront_event FORCE ROW LEVEL SECURITY;
ALTER TABLE customer_stat FORCE ROW LEVEL SECURITY;
ALTER TABLE shop_state FORCE ROW LEVEL SECURITY;

COMMIT;
