-- Revert xeno:exchange from pg

BEGIN;

DROP TABLE exchange_load;
DROP TABLE exchange_rate;

COMMIT;
