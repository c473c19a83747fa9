-- Revert xeno:agreements from pg
--
-- A value cannot be taken out of an enumeration: make it anew.

BEGIN;

ALTER TABLE ingest_run NO FORCE ROW LEVEL SECURITY;
DELETE FROM ingest_run WHERE type IN ('agreements', 'reconcile');
ALTER TABLE ingest_run FORCE ROW LEVEL SECURITY;
ALTER TYPE run_type RENAME TO run_type_before;
CREATE TYPE run_type AS ENUM ('full-sync', 'delta', 'erase');
ALTER TABLE ingest_run ALTER type TYPE run_type USING type::text::run_type;
DROP TYPE run_type_before;

DROP INDEX orders_by_agreements_due;
ALTER TABLE orders DROP agreements_due;

COMMIT;
