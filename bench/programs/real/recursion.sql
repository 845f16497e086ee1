-- Prints the milliseconds that a recursive query takes: 'now' is the time at which a statement begins.
CREATE TABLE began AS SELECT julianday('now') AS day;
CREATE TABLE points AS WITH RECURSIVE
  x(cx) AS (VALUES (-2.0) UNION ALL SELECT cx + 0.02 FROM x WHERE cx < 1.2),
  y(cy) AS (VALUES (-1.0) UNION ALL SELECT cy + 0.04 FROM y WHERE cy < 1.0),
  step(count, cx, cy, a, b) AS (
    SELECT 0, cx, cy, 0.0, 0.0 FROM x, y
    UNION ALL
    SELECT count + 1, cx, cy, a * a - b * b + cx, 2.0 * a * b + cy FROM step WHERE a * a + b * b < 4.0 AND count < 100
  )
SELECT max(count) AS most, cx, cy FROM step GROUP BY cx, cy;
SELECT round((julianday('now') - day) * 86400000) FROM began;
