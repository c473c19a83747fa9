-- Verify xeno:runs on pg

BEGIN;

SELECT * FROM ingest_run WHERE false;
SELECT * FROM sync_watermark WHERE false;
SELECT * FROM sync_lease WHERE false;

ROLLBACK;
