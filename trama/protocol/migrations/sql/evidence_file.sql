-- The file of a piece of evidence comes with it, in the same transaction and before it (its reference is checked at the
-- end): what the evidence says of it is what the bytes are. Then neither changes; it goes when its evidence is withdrawn.
CREATE FUNCTION protocol_evidencefile_comes() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM protocol_evidence e WHERE e.network_id = NEW.network_id AND e.id = NEW.evidence_id) THEN
    PERFORM trama_refuse('a file comes with its evidence, never after it');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_evidencefile_comes BEFORE INSERT ON protocol_evidencefile
  FOR EACH ROW EXECUTE FUNCTION protocol_evidencefile_comes();

CREATE FUNCTION protocol_evidence_with_file() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  known text;
  long int;
BEGIN
  SELECT encode(sha256(f.content), 'hex'), octet_length(f.content) INTO known, long FROM protocol_evidencefile f
    WHERE f.network_id = NEW.network_id AND f.evidence_id = NEW.id AND f.organisation_id = NEW.organisation_id;
  IF (coalesce(known, ''), long) IS DISTINCT FROM (NEW.file_sha256::text, NEW.file_size) THEN
    PERFORM trama_refuse('evidence names the file that it has');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_evidence_with_file BEFORE INSERT ON protocol_evidence
  FOR EACH ROW EXECUTE FUNCTION protocol_evidence_with_file();

CREATE FUNCTION protocol_evidencefile_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR EXISTS (
    SELECT 1 FROM protocol_evidence e WHERE e.network_id = OLD.network_id AND e.id = OLD.evidence_id
    AND e.state <> 'withdrawn'
  ) THEN
    PERFORM trama_refuse('the file of evidence stays as it is');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER protocol_evidencefile_stays BEFORE UPDATE OR DELETE ON protocol_evidencefile
  FOR EACH ROW EXECUTE FUNCTION protocol_evidencefile_stays();
