-- Evidence is given by its body (or by the lead body for it, marked so) and confirmed by somebody else: the lead body
-- what a body gave, that body what the lead body entered for it. Nobody confirms what she entered, or what came in by
-- a link that she made. Contents never change. The rules stand in policies.py and services.py too.
CREATE FUNCTION protocol_evidence_given() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('trama.user', true), '')::uuid;
BEGIN
  IF NEW.state <> 'waiting' OR NEW.decided_by_id IS NOT NULL OR NEW.decided_by_user IS NOT NULL
     OR NEW.decided_link_id IS NOT NULL OR NEW.withdrawn_by_id IS NOT NULL OR NEW.entered_by_user IS DISTINCT FROM me
     OR NEW.entered_by_id IS DISTINCT FROM trama_organisation() THEN
    RAISE EXCEPTION 'evidence begins waiting, in the name of who enters it' USING ERRCODE = '23514';
  END IF;
  IF NEW.way = 'lead' AND (NEW.organisation_id = trama_organisation() OR NOT trama_leads())
     OR NEW.way <> 'lead' AND NEW.organisation_id <> trama_organisation() THEN
    RAISE EXCEPTION 'evidence of another body' USING ERRCODE = '42501';
  END IF;
  IF NEW.way = 'link' AND NOT EXISTS (
    SELECT 1 FROM protocol_answerlink l
    WHERE l.id = NEW.link_id AND l.year = NEW.year AND l.revoked_at IS NULL AND l.expires_at > now()
  ) THEN
    RAISE EXCEPTION 'the link does not hold' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_evidence_given BEFORE INSERT ON protocol_evidence
FOR EACH ROW EXECUTE FUNCTION protocol_evidence_given();

CREATE FUNCTION protocol_evidence_moved() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('trama.user', true), '')::uuid;
  moves text[] := ARRAY['state', 'decided_by_id', 'decided_by_user', 'decided_at', 'decided_link_id',
                        'returned_because', 'withdrawn_by_id', 'withdrawn_at'];
BEGIN
  IF to_jsonb(OLD) - moves IS DISTINCT FROM to_jsonb(NEW) - moves THEN
    RAISE EXCEPTION 'evidence does not change: a correction is another row' USING ERRCODE = '23514';
  END IF;
  IF OLD.state = 'waiting' AND NEW.state IN ('confirmed', 'returned') THEN
    IF NEW.decided_by_id IS DISTINCT FROM trama_organisation() OR NEW.decided_by_user IS DISTINCT FROM me
       OR (me IS NULL) <> (NEW.decided_link_id IS NOT NULL) THEN
      RAISE EXCEPTION 'a decision bears the name of who takes it' USING ERRCODE = '23514';
    END IF;
    IF NEW.decided_link_id IS NOT NULL AND (OLD.way <> 'lead' OR NOT EXISTS (
      SELECT 1 FROM protocol_answerlink l
      WHERE l.id = NEW.decided_link_id AND l.organisation_id = OLD.organisation_id AND l.year = OLD.year
        AND l.revoked_at IS NULL AND l.expires_at > now() AND l.made_by <> OLD.entered_by_user
    )) THEN
      RAISE EXCEPTION 'the link does not hold' USING ERRCODE = '23514';
    END IF;
    IF OLD.way = 'lead' AND OLD.organisation_id <> trama_organisation()
       OR OLD.way <> 'lead' AND NOT trama_leads() THEN
      RAISE EXCEPTION 'not the body that confirms' USING ERRCODE = '42501';
    END IF;
    IF OLD.entered_by_user = me OR EXISTS (
      SELECT 1 FROM protocol_answerlink l WHERE l.id = OLD.link_id AND l.made_by = me
    ) THEN
      RAISE EXCEPTION 'a second person confirms' USING ERRCODE = '42501';
    END IF;
  ELSIF OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn' THEN
    IF (OLD.decided_by_id, OLD.decided_by_user, OLD.decided_at, OLD.decided_link_id, OLD.returned_because)
       IS DISTINCT FROM
       (NEW.decided_by_id, NEW.decided_by_user, NEW.decided_at, NEW.decided_link_id, NEW.returned_because)
       OR NEW.withdrawn_by_id IS DISTINCT FROM trama_organisation() THEN
      RAISE EXCEPTION 'a withdrawal keeps what was decided' USING ERRCODE = '23514';
    END IF;
    IF trama_organisation() NOT IN (OLD.organisation_id, OLD.entered_by_id)
       AND NOT (OLD.way = 'link' AND trama_leads()) THEN
      RAISE EXCEPTION 'evidence of another body' USING ERRCODE = '42501';
    END IF;
  ELSE
    RAISE EXCEPTION 'evidence does not go from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_evidence_moved BEFORE UPDATE ON protocol_evidence
FOR EACH ROW EXECUTE FUNCTION protocol_evidence_moved();
