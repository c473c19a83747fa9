-- Deploy xeno:bigint_sum to pg
-- requires: parts
--
-- sum(bigint) is a numeric, kept in 128 bits that every group has to allocate
-- and to convert at its end: most of what a group of three sales costs.  Sums
-- of amounts in 1/10,000 and of counts fit 64 bits, and are refused where they
-- would not (22003), as in the columns that they are for.

BEGIN;

-- 0 for no rows, unlike sum().
CREATE AGGREGATE bigint_sum (bigint) (
	SFUNC = int8pl,
	STYPE = bigint,
	INITCOND = '0',
	COMBINEFUNC = int8pl,
	PARALLEL = SAFE
);

COMMIT;
