-- Deploy xeno:pixel to pg
-- requires: storefront
--
-- What a storefront's pages say who they speak for with.  It is public: it
-- lets anybody tell of views, and nobody read.

BEGIN;

ALTER TABLE shop ADD event_key uuid NOT NULL DEFAULT gen_random_uuid();

COMMIT;
