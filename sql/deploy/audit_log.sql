-- Deploy xeno:audit_log to pg
-- requires: accounts
--
-- Who did what.  A row stays when its user goes, so it names him; nobody
-- changes or deletes one.

BEGIN;

CREATE TABLE audit_event (
	tenant_id	bigint NOT NULL REFERENCES tenant,
	event_id	bigint GENERATED ALWAYS AS IDENTITY,
	at		timestamptz NOT NULL DEFAULT now(),
	user_id		bigint,
	actor		text NOT NULL,		-- an address, or a token's name
	action		text NOT NULL,		-- member.invited, ...
	subject		text,			-- to whom or what
	detail		text,
	PRIMARY KEY (tenant_id, event_id)
);

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_event USING (tenant_id =
		(SELECT current_tenant()));

GRANT SELECT, INSERT ON audit_event TO xeno_api;

COMMIT;
