"""What the database itself holds of the agreement. The steps are those of `states` in this version; a test compares."""

STEPS = """
CREATE FUNCTION protocol_version_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'in_force' THEN
      IF EXISTS (SELECT 1 FROM protocol_version WHERE network_id = NEW.network_id) THEN
        RAISE EXCEPTION 'only the first version is written in as signed' USING ERRCODE = 'check_violation';
      END IF;
    ELSIF NEW.state <> 'preparing' THEN
      RAISE EXCEPTION 'a version begins by being prepared' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('superseded', 'dropped') THEN
    RAISE EXCEPTION 'a version that ended does not change' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'in_force' AND (NEW.number, NEW.document_date, NEW.term_years, NEW.previous_id)
      IS DISTINCT FROM (OLD.number, OLD.document_date, OLD.term_years, OLD.previous_id) THEN
    RAISE EXCEPTION 'what was signed does not change' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('preparing', 'signing'), ('preparing', 'dropped'),
    ('signing', 'preparing'), ('signing', 'in_force'), ('signing', 'dropped'),
    ('in_force', 'superseded')
  ) THEN
    RAISE EXCEPTION 'no such step of a version' USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.state, NEW.state) = ('signing', 'preparing') AND EXISTS (
    SELECT 1 FROM protocol_signatory
    WHERE network_id = NEW.network_id AND version_id = NEW.id AND state <> 'missing'
  ) THEN
    RAISE EXCEPTION 'somebody signed this text already' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_version_step BEFORE INSERT OR UPDATE ON protocol_version
  FOR EACH ROW EXECUTE FUNCTION protocol_version_step();

CREATE FUNCTION protocol_signatory_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'verified' THEN
      RAISE EXCEPTION 'a signature is verified by a person who cites a report' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.organisation_id, NEW.version_id) <> (OLD.organisation_id, OLD.version_id) THEN
    RAISE EXCEPTION 'a signature stays with its body and its version' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('missing', 'received'), ('received', 'missing'), ('received', 'verified'), ('verified', 'received')
  ) THEN
    RAISE EXCEPTION 'no such step of a signature' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.verified_report_id IS NOT NULL AND NEW.verified_report_id IS DISTINCT FROM OLD.verified_report_id
      AND NOT EXISTS (
    SELECT 1 FROM protocol_signaturereport report JOIN protocol_signedfile file ON file.id = report.file_id
    WHERE report.id = NEW.verified_report_id AND file.signatory_id = NEW.id
      AND file.kind = 'signed' AND file.state = 'accepted' AND report.signers > 0
  ) THEN
    RAISE EXCEPTION 'the report is not about a signature of this body' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_signatory_step BEFORE INSERT OR UPDATE ON protocol_signatory
  FOR EACH ROW EXECUTE FUNCTION protocol_signatory_step();

CREATE FUNCTION protocol_signedfile_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (
      SELECT 1 FROM protocol_signatory WHERE id = NEW.signatory_id AND organisation_id = NEW.organisation_id
    ) THEN
      RAISE EXCEPTION 'a file belongs to the body that it is about' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> 'waiting' AND NOT (NEW.state = 'accepted' AND trama_leads()) THEN
      RAISE EXCEPTION 'a file waits for the lead body' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.by_lead <> trama_leads() THEN
      RAISE EXCEPTION 'who sent the file is not as it says' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.organisation_id, NEW.signatory_id, NEW.kind, NEW.form, NEW.sha256, NEW.size, NEW.content_sha256, NEW.sent_at, NEW.by_lead)
      <> (OLD.organisation_id, OLD.signatory_id, OLD.kind, OLD.form, OLD.sha256, OLD.size, OLD.content_sha256, OLD.sent_at, OLD.by_lead)
  THEN
    RAISE EXCEPTION 'a file that came in does not change' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state THEN
    IF (OLD.state, NEW.state) NOT IN (
      ('waiting', 'accepted'), ('waiting', 'returned'), ('waiting', 'removed'), ('returned', 'removed')
    ) THEN
      RAISE EXCEPTION 'no such step of a file' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state IN ('accepted', 'returned') AND NOT trama_leads() THEN
      RAISE EXCEPTION 'the lead body decides on a file' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_signedfile_step BEFORE INSERT OR UPDATE ON protocol_signedfile
  FOR EACH ROW EXECUTE FUNCTION protocol_signedfile_step();
"""
NO_STEPS = """
DROP TRIGGER protocol_version_step ON protocol_version; DROP FUNCTION protocol_version_step();
DROP TRIGGER protocol_signatory_step ON protocol_signatory; DROP FUNCTION protocol_signatory_step();
DROP TRIGGER protocol_signedfile_step ON protocol_signedfile; DROP FUNCTION protocol_signedfile_step();
"""

# Bytes and reports are added to a file of the same body and never changed; they go only with a file that was not accepted.
EVIDENCE = """
CREATE FUNCTION protocol_part_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'evidence does not change' USING ERRCODE = 'check_violation';
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM protocol_signedfile WHERE id = OLD.file_id AND state = 'accepted') THEN
      RAISE EXCEPTION 'evidence is kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM protocol_signedfile WHERE id = NEW.file_id AND organisation_id = NEW.organisation_id
  ) THEN
    RAISE EXCEPTION 'evidence belongs to the body of its file' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_signedbytes_part BEFORE INSERT OR UPDATE OR DELETE ON protocol_signedbytes
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_file();
CREATE TRIGGER protocol_signaturereport_part BEFORE INSERT OR UPDATE OR DELETE ON protocol_signaturereport
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_file();
CREATE FUNCTION protocol_rulechoice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a choice that was made stays written' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER protocol_rulechoice_kept BEFORE UPDATE ON protocol_rulechoice
  FOR EACH ROW EXECUTE FUNCTION protocol_rulechoice_kept();
"""
NO_EVIDENCE = """
DROP TRIGGER protocol_signedbytes_part ON protocol_signedbytes;
DROP TRIGGER protocol_signaturereport_part ON protocol_signaturereport;
DROP FUNCTION protocol_part_of_file();
DROP TRIGGER protocol_rulechoice_kept ON protocol_rulechoice; DROP FUNCTION protocol_rulechoice_kept();
"""
