-- An order book: made, filled, indexed, joined, changed in a transaction that is undone and one that is kept.
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT);
CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customer, cents INTEGER CHECK (cents > 0), note TEXT);

BEGIN;
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 500)
INSERT INTO customer SELECT n, 'customer-' || n, substr('DEFRJPUS', 1 + 2 * (n % 4), 2) FROM number;
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
INSERT INTO purchase SELECT n, 1 + n * 7919 % 500, 1 + n * 104729 % 99991, hex(n * 31) FROM number;
COMMIT;

CREATE INDEX purchase_of_customer ON purchase (customer, cents);
EXPLAIN QUERY PLAN SELECT max(cents) FROM purchase WHERE customer = 7;

SELECT country, count(*), sum(cents), round(avg(cents), 3), max(note)
FROM purchase JOIN customer ON customer.id = purchase.customer GROUP BY country ORDER BY country;

SELECT name, cents, rank() OVER (PARTITION BY country ORDER BY cents DESC) AS place
FROM purchase JOIN customer ON customer.id = purchase.customer ORDER BY place, name LIMIT 12;

BEGIN;
DELETE FROM purchase;
SELECT count(*) FROM purchase;
ROLLBACK;
SELECT count(*) FROM purchase;

BEGIN;
DELETE FROM purchase WHERE id % 3 = 0;
UPDATE purchase SET note = note || '!' WHERE cents > 50000;
COMMIT;
VACUUM;
PRAGMA integrity_check;

-- The Mandelbrot set, a row at a time.
WITH RECURSIVE
  x(cx) AS (VALUES (-2.0) UNION ALL SELECT cx + 0.05 FROM x WHERE cx < 1.2),
  y(cy) AS (VALUES (-1.0) UNION ALL SELECT cy + 0.1 FROM y WHERE cy < 1.0),
  step(count, cx, cy, a, b) AS (
    SELECT 0, cx, cy, 0.0, 0.0 FROM x, y
    UNION ALL
    SELECT count + 1, cx, cy, a * a - b * b + cx, 2.0 * a * b + cy FROM step WHERE a * a + b * b < 4.0 AND count < 28
  ),
  most(count, cx, cy) AS (SELECT max(count), cx, cy FROM step GROUP BY cx, cy)
SELECT group_concat(substr(' .+*#', 1 + min(count / 7, 4), 1), '') FROM most GROUP BY cy;
