-- The yearly collection of a network: open until the lead body closes it, from then on frozen, then published once.
-- These functions belong to the maintenance role and look past the wall; none returns a count of one organisation.

-- Whether the transaction acts for the lead body of its network.
CREATE FUNCTION statistics_leads() RETURNS boolean STABLE SECURITY DEFINER LANGUAGE sql
SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT FROM network_networkmembership WHERE is_lead
        AND network_id = trama_network() AND organisation_id = trama_organisation()) $$;

CREATE FUNCTION statistics_lock_key(network uuid, target_year integer) RETURNS bigint IMMUTABLE LANGUAGE sql
AS $$ SELECT hashtextextended('statistics ' || network || ' ' || target_year, 0) $$;

-- Waits for a closing under way (its lock is exclusive), then looks.
CREATE FUNCTION statistics_closed(network uuid, target_year integer) RETURNS boolean SECURITY DEFINER LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(statistics_lock_key(network, target_year));
  RETURN EXISTS (SELECT FROM statistics_release WHERE network_id = network AND year = target_year);
END $$;

CREATE FUNCTION statistics_keep_submission() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
  IF (TG_OP <> 'INSERT' AND statistics_closed(OLD.network_id, OLD.year))
     OR (TG_OP <> 'DELETE' AND statistics_closed(NEW.network_id, NEW.year)) THEN
    RAISE EXCEPTION 'this year is closed' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (OLD.network_id, OLD.year, OLD.version) IS DISTINCT FROM (NEW.network_id, NEW.year, NEW.version) THEN
    RAISE EXCEPTION 'a submission stays what it is about' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (OLD.state, NEW.state) NOT IN
     (('draft', 'draft'), ('draft', 'submitted'), ('submitted', 'submitted'), ('submitted', 'replaced'), ('replaced', 'replaced'))
  THEN
    RAISE EXCEPTION 'no such step' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' AND OLD.state <> 'draft' THEN
    RAISE EXCEPTION 'what was submitted stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER statistics_keep BEFORE INSERT OR UPDATE OR DELETE ON statistics_submission
  FOR EACH ROW EXECUTE FUNCTION statistics_keep_submission();

-- Cells are written with their draft, and go with it: what a person looked at is what she submits.
CREATE FUNCTION statistics_keep_cell() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
DECLARE
  parent uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.submission_id ELSE NEW.submission_id END;
BEGIN
  IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM statistics_submission WHERE id = parent AND state <> 'draft') THEN
    RAISE EXCEPTION 'the cells of a submission do not change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER statistics_keep BEFORE INSERT OR UPDATE OR DELETE ON statistics_cell
  FOR EACH ROW EXECUTE FUNCTION statistics_keep_cell();

-- Who has submitted, for the lead body that collects: offices and instants, no count.
CREATE FUNCTION statistics_submitted(target_year integer) RETURNS TABLE (organisation uuid, at timestamptz)
STABLE SECURITY DEFINER LANGUAGE sql SET search_path = public, pg_temp
AS $$ SELECT organisation_id, submitted_at FROM statistics_submission
      WHERE network_id = trama_network() AND year = target_year AND state = 'submitted' AND statistics_leads() $$;

-- Answers 'closed', 'already', 'too_few' (fewer than three organisations with any woman) or 'not_lead'.
CREATE FUNCTION statistics_close(target_year integer) RETURNS text SECURITY DEFINER LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
BEGIN
  IF NOT statistics_leads() THEN RETURN 'not_lead'; END IF;
  PERFORM pg_advisory_xact_lock(statistics_lock_key(trama_network(), target_year));
  IF EXISTS (SELECT FROM statistics_release WHERE network_id = trama_network() AND year = target_year) THEN
    RETURN 'already';
  END IF;
  IF (SELECT count(*) FROM statistics_submission s WHERE network_id = trama_network() AND year = target_year
        AND state = 'submitted' AND EXISTS (SELECT FROM statistics_cell c WHERE c.submission_id = s.id AND count > 0)) < 3 THEN
    RETURN 'too_few';
  END IF;
  INSERT INTO statistics_release (id, network_id, year, closed_at, closed_by)
    VALUES (gen_random_uuid(), trama_network(), target_year, now(), nullif(current_setting('trama.user', true), '')::uuid);
  RETURN 'closed';
END $$;

-- The one function that reads the cells of more than one organisation. It sums a closed year's, once, into the release.
-- A closing made in this same transaction does not count: otherwise one could close, look, roll back, wait for one more
-- submission and subtract. Answers 'published', 'already', 'open' or 'not_lead'.
CREATE FUNCTION statistics_publish(target_year integer) RETURNS text SECURITY DEFINER LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
DECLARE
  target statistics_release;
  sums jsonb;
  women bigint;
  bodies integer;
BEGIN
  IF NOT statistics_leads() THEN RETURN 'not_lead'; END IF;
  SELECT * INTO target FROM statistics_release WHERE network_id = trama_network() AND year = target_year FOR UPDATE;
  IF NOT FOUND OR target.closed_at >= now() THEN RETURN 'open'; END IF;
  IF target.published_at IS NOT NULL THEN RETURN 'already'; END IF;

  WITH entry AS (
    -- what "not known" is called in the cells: `categories.token`
    SELECT s.organisation_id, c.table_code, c.count,
           CASE c.category WHEN '6ce4a088-4dcf-595b-9a31-c29ce6049187' THEN 'unknown' ELSE c.category::text END AS category
    FROM statistics_cell c JOIN statistics_submission s ON s.id = c.submission_id
    WHERE s.network_id = target.network_id AND s.year = target.year AND s.state = 'submitted'
  ), contributed AS (
    -- an organisation contributes to a table when it knows something there of at least one woman
    SELECT table_code, count(DISTINCT organisation_id) FILTER (WHERE count > 0 AND category <> 'unknown') AS bodies
    FROM entry GROUP BY table_code
  ), summed AS (
    SELECT table_code, category, sum(count) AS count FROM entry
    WHERE table_code IN (SELECT table_code FROM contributed WHERE contributed.bodies >= 3) GROUP BY table_code, category
  )
  SELECT (SELECT count(DISTINCT organisation_id) FROM entry WHERE count > 0),
         (SELECT sum(count) FROM entry WHERE table_code = 'presence'),
         (SELECT jsonb_object_agg(table_code, jsonb_build_object('several', table_code = 'violence_type', 'cells', cells))
          FROM (SELECT table_code, jsonb_object_agg(category, count) AS cells FROM summed GROUP BY table_code) t)
  INTO bodies, women, sums;

  IF bodies < 3 THEN women := 0; END IF;
  UPDATE statistics_release SET published_at = now(), published_by = nullif(current_setting('trama.user', true), '')::uuid,
    contributors = bodies, content = statistics_protect(coalesce(women, 0), coalesce(sums, '{}'))
  WHERE id = target.id;
  RETURN 'published';
END $$;

REVOKE EXECUTE ON FUNCTION statistics_leads(), statistics_lock_key(uuid, integer), statistics_closed(uuid, integer),
  statistics_keep_submission(), statistics_keep_cell(), statistics_submitted(integer), statistics_close(integer),
  statistics_publish(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION statistics_submitted(integer), statistics_close(integer), statistics_publish(integer) TO trama_app;
