-- Verify xeno:login_networks on pg

BEGIN;

-- Of twelve attempts from one network, ten count among those of all.
SELECT login_attempt('verify@example.com', '192.0.2.1')
  FROM generate_series(1, 12);
SELECT 1 / (attempts = 10)::integer FROM login_throttle
 WHERE client = '0.0.0.0/0'
   AND account = sha256(convert_to('verify@example.com', 'UTF8'));

ROLLBACK;
