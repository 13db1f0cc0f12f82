-- The bytes of a file are those whose digest it bears.
CREATE FUNCTION protocol_bytes_that_came() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM protocol_signedfile f
    WHERE f.network_id = NEW.network_id AND f.id = NEW.file_id AND f.sha256 = encode(sha256(NEW.data), 'hex')
  ) THEN
    PERFORM trama_refuse('these are not the bytes of this file');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_bytes_that_came BEFORE INSERT ON protocol_signedbytes
  FOR EACH ROW WHEN (NEW.part = 'file') EXECUTE FUNCTION protocol_bytes_that_came();

-- So many reports on one file, and no more (services/files.py, MOST_REPORTS).
CREATE FUNCTION protocol_reports_are_few() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM protocol_signaturereport r WHERE r.network_id = NEW.network_id AND r.file_id = NEW.file_id) >= 40
  THEN
    PERFORM trama_refuse('too many reports on this file');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_reports_are_few BEFORE INSERT ON protocol_signaturereport
  FOR EACH ROW EXECUTE FUNCTION protocol_reports_are_few();

-- Revocation data are evidence as the bytes and the reports are.
CREATE TRIGGER protocol_revocationdata_part BEFORE INSERT OR UPDATE OR DELETE ON protocol_revocationdata
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_file();
CREATE TRIGGER protocol_revocationdata_kept BEFORE INSERT ON protocol_revocationdata
  FOR EACH ROW EXECUTE FUNCTION protocol_part_of_kept_file();
