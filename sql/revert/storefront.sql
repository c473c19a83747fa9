-- Revert xeno:storefront from pg

BEGIN;

DROP INDEX customer_stat_by_engagement;
ALTER TABLE customer_stat DROP engagement, DROP points;
DROP TABLE rollup_event;
DROP TABLE storefront_event;
DROP TYPE storefront_event_type;

COMMIT;
