-- Deploy xeno:other_bodies to pg
-- requires: topics
--
-- How often an id of the topic came again with another body: what came first
-- stays, and what came then is counted.

BEGIN;

ALTER TABLE delivery_count ADD COLUMN other_bodies bigint NOT NULL DEFAULT 0;

COMMIT;
