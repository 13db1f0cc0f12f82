-- The protection of a network's tables: counts under 5 are hidden, everything else is rounded to a multiple of 5, and a
-- table from which a hidden count could be told is withheld. Whatever is decided here is decided from what is published,
-- never from the counts behind it: knowing this text helps nobody.

CREATE FUNCTION statistics_round(n bigint) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$ SELECT CASE WHEN n >= 5 THEN (n + 2) / 5 * 5 END $$;

-- The smallest and the greatest count that are shown as `shown`; a hidden one is 0 to 4.
CREATE FUNCTION statistics_low(shown bigint) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$ SELECT CASE WHEN shown IS NULL THEN 0 ELSE greatest(shown - 2, 5) END $$;
CREATE FUNCTION statistics_high(shown bigint) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS $$ SELECT CASE WHEN shown IS NULL THEN 4 ELSE shown + 2 END $$;

-- `women`: how many women the tables are about.
-- `tables`: {"age_class": {"several": false, "cells": {"u18": 12, …}}, …}; every table speaks of the same women. In one that
--   admits several answers (violence types) a woman has one at least, or stands under "unknown" alone.
-- Returns {"women": 2470, "tables": {"age_class": {"withheld": false, "cells": {"u18": 10, "a70p": null, …}}, …}}.
--
-- What an attacker can do: intersect. The number of women lies between the bounds of every table and of its own rounding;
-- a hidden count `v` is possible if some number of women in that range leaves the other cells of its table within their
-- bounds. At least three values must stay possible for every hidden cell, else its table is withheld.
CREATE FUNCTION statistics_protect(women bigint, tables jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql
SET search_path = public, pg_temp
AS $$
WITH cell AS (
  SELECT t.key AS code, (t.value ->> 'several')::boolean AS several, c.key AS category,
         statistics_round(c.value::bigint) AS shown
  FROM jsonb_each(tables) t, jsonb_each_text(t.value -> 'cells') c
), bounded AS (
  SELECT *, several AND category = 'unknown' AS apart, statistics_low(shown) AS low, statistics_high(shown) AS high FROM cell
), side AS (
  -- `least` and `most` women that this table alone allows; `u_*` the bounds of "unknown" where answers are several
  SELECT code, bool_or(several) AS several,
         CASE WHEN bool_or(several)
              THEN coalesce(max(low) FILTER (WHERE NOT apart), 0) + coalesce(max(low) FILTER (WHERE apart), 0)
              ELSE sum(low) END AS fewest,
         sum(high) AS most,
         max(low) FILTER (WHERE NOT apart) AS greatest_low,
         coalesce(max(low) FILTER (WHERE apart), 0) AS u_low,
         coalesce(max(high) FILTER (WHERE apart), 0) AS u_high
  FROM bounded GROUP BY code
), whole AS (
  SELECT greatest(statistics_low(statistics_round(women)), max(fewest)) AS lo,
         least(statistics_high(statistics_round(women)), min(most)) AS hi
  FROM side
), candidate AS (
  -- `known`: the fewest women with a known answer that the value `v` allows; if it fails there, it fails with more
  SELECT b.code, b.category, b.several, b.apart, v, s.fewest, s.most, w.lo, w.hi,
         CASE WHEN b.apart THEN greatest(w.lo - v, s.greatest_low)
              ELSE greatest(w.lo - s.u_high, s.greatest_low, v) END AS known,
         CASE WHEN b.apart THEN w.hi - v ELSE w.hi - s.u_low END AS known_at_most
  FROM bounded b JOIN side s USING (code) CROSS JOIN whole w CROSS JOIN generate_series(0, 4) v
  WHERE b.shown IS NULL
), possible AS (
  SELECT c.code, c.category, count(*) FILTER (WHERE
    CASE WHEN NOT c.several THEN c.fewest + c.v <= c.hi AND c.most - 4 + c.v >= c.lo
         ELSE c.known <= c.known_at_most AND c.known <= CASE WHEN c.apart THEN 0 ELSE c.v END + (
           SELECT coalesce(sum(least(o.high, c.known)), 0) FROM bounded o
           WHERE o.code = c.code AND NOT o.apart AND o.category <> c.category)
    END) AS ways
  FROM candidate c GROUP BY c.code, c.category
), withheld AS (
  SELECT code FROM side WHERE statistics_round(women) IS NULL
  UNION SELECT code FROM possible WHERE ways < 3
)
SELECT jsonb_build_object('women', statistics_round(women), 'tables', coalesce((
  SELECT jsonb_object_agg(code, jsonb_build_object('withheld', code IN (SELECT code FROM withheld), 'cells', cells))
  FROM (
    SELECT code, jsonb_object_agg(category, CASE WHEN code NOT IN (SELECT code FROM withheld) THEN shown END) AS cells
    FROM bounded GROUP BY code
  ) published
), '{}'))
$$;

REVOKE EXECUTE ON FUNCTION statistics_round(bigint), statistics_low(bigint), statistics_high(bigint),
  statistics_protect(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION statistics_round(bigint), statistics_low(bigint), statistics_high(bigint),
  statistics_protect(bigint, jsonb) TO trama_app;
