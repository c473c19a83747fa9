-- Revert xeno:runs from pg

BEGIN;

REVOKE EXECUTE ON FUNCTION directory_take_run(bigint) FROM xeno_api;
DROP TABLE sync_lease;
DROP TABLE sync_watermark;
DROP TABLE ingest_run;
DROP TYPE run_status;
DROP TYPE run_type;

COMMIT;
