-- Deploy xeno:login_throttle to pg
-- requires: accounts
--
-- Slows down the guessing of passwords, without locking the owner out: what
-- counts is the account together with the network that the attempt comes
-- from.  All networks together have a limit of their own, and one from which
-- the owner has logged in lately is exempt from that.  An account that does
-- not exist is treated alike.  No address is kept in the clear.

BEGIN;

CREATE TABLE login_throttle (
	account		bytea NOT NULL,		-- SHA-256 of the address
	client		cidr NOT NULL,		-- 0.0.0.0/0: all of them
	attempts	integer NOT NULL,
	since		timestamptz NOT NULL,	-- the first that counts
	known_until	timestamptz,		-- the owner's, for so long
	expires_at	timestamptz NOT NULL,
	PRIMARY KEY (account, client)
);
CREATE INDEX login_throttle_by_expiry ON login_throttle (expires_at);

-- Count an attempt.  Its network may make 10 within 15 minutes, and all that
-- are not the owner's 100.  The answer is for how many seconds it is to be
-- refused; 0: go on.
CREATE FUNCTION login_attempt(address text, remote text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	WITH who AS (
		SELECT sha256(convert_to(lower(address), 'UTF8')) AS account,
		       network(CASE family(remote::inet)
				WHEN 6 THEN set_masklen(remote::inet, 64)
				ELSE remote::inet END) AS client
	), swept AS (
		DELETE FROM login_throttle WHERE ctid = ANY (ARRAY(
			SELECT t.ctid FROM login_throttle t, who
			 WHERE t.expires_at < now() AND t.account <> who.account
			 LIMIT 10))
	), mine AS (
		INSERT INTO login_throttle AS t
			(account, client, attempts, since, expires_at)
		SELECT account, client, 1, now(), now() + interval '1 day'
		  FROM who
		ON CONFLICT (account, client) DO UPDATE SET
			attempts = CASE
				WHEN t.since < now() - interval '15 minutes'
				THEN 1 ELSE t.attempts + 1 END,
			since = CASE
				WHEN t.since < now() - interval '15 minutes'
				THEN now() ELSE t.since END,
			expires_at = greatest(t.expires_at,
				now() + interval '1 day')
		RETURNING t.account, t.attempts, t.since,
			coalesce(t.known_until > now(), false) AS known
	), everyone AS (
		INSERT INTO login_throttle AS t
			(account, client, attempts, since, expires_at)
		SELECT account, '0.0.0.0/0', 1, now(), now() + interval '1 day'
		  FROM mine WHERE NOT known
		ON CONFLICT (account, client) DO UPDATE SET
			attempts = CASE
				WHEN t.since < now() - interval '15 minutes'
				THEN 1 ELSE t.attempts + 1 END,
			since = CASE
				WHEN t.since < now() - interval '15 minutes'
				THEN now() ELSE t.since END,
			expires_at = now() + interval '1 day'
		RETURNING t.attempts, t.since
	)
	SELECT coalesce(max(ceil(extract(epoch FROM
			since + interval '15 minutes' - now()))::integer), 0)
	  FROM (SELECT since FROM mine WHERE attempts > 10
		UNION ALL
		SELECT since FROM everyone WHERE attempts > 100) AS over;
END;

-- The password was right: the network is the owner's for 90 days.
CREATE FUNCTION login_succeeded(address text, remote text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
	UPDATE login_throttle
	   SET attempts = 0, known_until = now() + interval '90 days',
	       expires_at = now() + interval '90 days'
	 WHERE account = sha256(convert_to(lower(address), 'UTF8'))
	   AND client = network(CASE family(remote::inet)
				WHEN 6 THEN set_masklen(remote::inet, 64)
				ELSE remote::inet END);
END;

REVOKE ALL ON FUNCTION login_attempt(text, text),
	login_succeeded(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION login_attempt(text, text),
	login_succeeded(text, text) TO xeno_api;

-- So that /ready can tell whether the schema is the one it was built for.
GRANT USAGE ON SCHEMA sqitch TO xeno_api;
GRANT SELECT ON sqitch.changes TO xeno_api;

COMMIT;
