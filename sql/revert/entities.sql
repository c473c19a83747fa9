-- Revert xeno:entities from pg

BEGIN;

DROP TABLE tombstone;
DROP TABLE refund_line;
DROP TABLE refund;
DROP TABLE order_line;
DROP TABLE orders;
DROP TABLE product;
DROP TABLE customer;

COMMIT;
