-- Verify xeno:exchange on pg

BEGIN;

SELECT currency, day, rate, source FROM exchange_rate WHERE false;
SELECT only_one, base, version, loaded_at FROM exchange_load WHERE false;

ROLLBACK;
