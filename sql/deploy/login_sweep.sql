-- Deploy xeno:login_sweep to pg
-- requires: login_networks
--
-- What is over of others' attempts is swept away only where nobody is at it:
-- two logins, each of whose own row the other would sweep, waited for each
-- other for ever.

BEGIN;

CREATE OR REPLACE FUNCTION login_attempt(address text, remote text)
RETURNS integer
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
			 LIMIT 10 FOR UPDATE OF t SKIP LOCKED))
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
		  FROM mine WHERE NOT known AND attempts <= 10
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

COMMIT;
