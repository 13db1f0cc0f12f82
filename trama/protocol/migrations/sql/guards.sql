-- What somebody who means harm tried by raw SQL as the application's role, and may not.

-- What was promised stays as it was signed; who is bound follows from the signatories alone.
CREATE FUNCTION protocol_commitment_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) AND EXISTS (
    SELECT 1 FROM protocol_version v WHERE v.network_id = OLD.network_id AND v.id = OLD.version_id
    AND v.state IN ('in_force', 'superseded')
  ) THEN
    PERFORM trama_refuse('what was promised does not change');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_commitment_stays BEFORE UPDATE ON protocol_commitment
  FOR EACH ROW EXECUTE FUNCTION protocol_commitment_stays();

CREATE FUNCTION protocol_ownership_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'until' IS DISTINCT FROM to_jsonb(OLD) - 'until' THEN
    PERFORM trama_refuse('who promised what does not change');
  END IF;
  IF (NEW.until IS NULL) IS DISTINCT FROM EXISTS (
    SELECT 1 FROM protocol_commitment c
    JOIN protocol_signatory s ON s.network_id = c.network_id AND s.version_id = c.version_id
    WHERE c.network_id = NEW.network_id AND c.id = NEW.commitment_id
    AND s.organisation_id = NEW.organisation_id AND s.withdrawn_on IS NULL
    AND (c.binds = 'ALL' OR c.binds = ANY (s.groups))
  ) THEN
    PERFORM trama_refuse('who is bound follows from the signatories');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_ownership_follows BEFORE INSERT OR UPDATE ON protocol_ownership
  FOR EACH ROW EXECUTE FUNCTION protocol_ownership_follows();

-- A link is anonymous: whoever works in the body that answers may be who answered, and is not the second person.
CREATE FUNCTION protocol_evidence_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('trama.user', true), '')::uuid;
  maybe_the_same uuid := CASE WHEN NEW.decided_link_id IS NOT NULL THEN OLD.entered_by_user
                              WHEN OLD.way = 'link' THEN me END;
BEGIN
  IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = maybe_the_same
             AND m.organisation_id = OLD.organisation_id AND m.ended_at IS NULL) THEN
    RAISE EXCEPTION 'a second person confirms' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_evidence_another BEFORE UPDATE ON protocol_evidence
  FOR EACH ROW WHEN (OLD.state = 'waiting' AND (NEW.state = 'confirmed' OR NEW.state = 'returned'))
  EXECUTE FUNCTION protocol_evidence_another();

-- Minutes: approved in one's own name; a draft stays at its meeting; a correction that is given up leaves no trace in
-- who was there.
CREATE FUNCTION protocol_minutes_honest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  frozen jsonb;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.organisation_id, NEW.meeting_id, NEW.version)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.meeting_id, OLD.version) THEN
      PERFORM trama_refuse('minutes stay with their meeting');
    END IF;
    IF NEW.state = 'approved_minutes'
        AND NEW.approved_by IS DISTINCT FROM nullif(current_setting('trama.user', true), '')::uuid THEN
      PERFORM trama_refuse('who approves writes her own name');
    END IF;
    RETURN NEW;
  END IF;
  SELECT m.snapshot INTO frozen FROM protocol_minutes m
    WHERE m.network_id = OLD.network_id AND m.meeting_id = OLD.meeting_id AND m.state = 'approved_minutes'
    ORDER BY m.version DESC LIMIT 1;
  IF frozen IS NOT NULL AND EXISTS (
    SELECT 1 FROM protocol_invitation i WHERE i.network_id = OLD.network_id AND i.meeting_id = OLD.meeting_id
    AND i.attendance IS DISTINCT FROM coalesce((
      SELECT one ->> 1 FROM jsonb_array_elements(frozen -> 'attendance') one
      WHERE one ->> 0 = i.organisation_id::text), '')
  ) THEN
    PERFORM trama_refuse('who was there stands in approved minutes');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER protocol_minutes_honest BEFORE UPDATE OR DELETE ON protocol_minutes
  FOR EACH ROW EXECUTE FUNCTION protocol_minutes_honest();

-- An item of an agenda does not walk away from a closed meeting to an open one.
CREATE FUNCTION protocol_agenda_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.meeting_id IS DISTINCT FROM OLD.meeting_id THEN
    PERFORM trama_refuse('an item stays on its agenda');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_agenda_stays BEFORE UPDATE ON protocol_agendaitem
  FOR EACH ROW EXECUTE FUNCTION protocol_agenda_stays();

CREATE FUNCTION protocol_action_note_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.note IS DISTINCT FROM OLD.note THEN
    PERFORM trama_refuse('what was done is said by who did it');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_action_note_stays BEFORE UPDATE ON protocol_actionitem
  FOR EACH ROW WHEN (OLD.state = 'done' AND NEW.state = 'verified') EXECUTE FUNCTION protocol_action_note_stays();

-- Whoever holds a table sits at it: it is handed over before one leaves.
CREATE FUNCTION protocol_chair_sits() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.until IS NOT NULL AND EXISTS (
    SELECT 1 FROM protocol_networktable t
    WHERE t.network_id = NEW.network_id AND t.id = NEW.table_id AND t.chair_id = NEW.organisation_id
  ) THEN
    PERFORM trama_refuse('who holds a table sits at it');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_chair_sits BEFORE UPDATE ON protocol_tableseat
  FOR EACH ROW EXECUTE FUNCTION protocol_chair_sits();

-- A file that was taken away keeps nothing, names of signers least of all; an accepted one gets no other bytes.
CREATE FUNCTION protocol_part_of_kept_file() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  state text;
BEGIN
  SELECT f.state INTO state FROM protocol_signedfile f WHERE f.network_id = NEW.network_id AND f.id = NEW.file_id;
  IF state = 'removed' OR state = 'accepted' AND TG_TABLE_NAME = 'protocol_signedbytes' AND NOT trama_leads() THEN
    PERFORM trama_refuse('nothing is added to this file');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_signedbytes_kept BEFORE INSERT ON protocol_signedbytes
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_kept_file();
CREATE TRIGGER protocol_signaturereport_kept BEFORE INSERT ON protocol_signaturereport
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_kept_file();
