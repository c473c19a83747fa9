-- Revert xeno:rfm from pg

BEGIN;

DROP TABLE rfm_run;
DROP TABLE customer_rfm;

COMMIT;
