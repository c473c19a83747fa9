-- Revert xeno:runs from pg

BEGIN;

DROP TABLE sync_lease;
DROP TABLE sync_watermark;
DROP TABLE ingest_run;
DROP TYPE run_status;
DROP TYPE run_type;

COMMIT;
