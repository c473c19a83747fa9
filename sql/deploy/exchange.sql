-- Deploy xeno:exchange to pg
-- requires: directory
--
-- Exchange rates of days, as the operator loads them: facts of the world, of
-- no tenant, which whoever answers may read and xeno-sync alone writes.

BEGIN;

-- How much of a currency one unit of the base is worth; of the base itself,
-- on every day with a rate of any, 1.
CREATE TABLE exchange_rate (
	currency	text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	day		date NOT NULL CHECK (isfinite(day)),
	rate		numeric(20,10) NOT NULL
		CHECK (rate > 0 AND rate < 'Infinity'),
	source		text NOT NULL,
	PRIMARY KEY (currency, day)
);

-- One row, once there was a load: what all rates are against, and how often
-- any of them changed.
CREATE TABLE exchange_load (
	only_one	boolean PRIMARY KEY DEFAULT true CHECK (only_one),
	base		text NOT NULL CHECK (base ~ '^[A-Z]{3}$'),
	version		bigint NOT NULL DEFAULT 0,
	loaded_at	timestamptz NOT NULL DEFAULT now()
		CHECK (isfinite(loaded_at))
);

GRANT SELECT ON exchange_rate, exchange_load TO xeno_api, xeno_read;
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange_rate, exchange_load
	TO xeno_sync;

COMMIT;
