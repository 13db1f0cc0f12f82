-- Who owns a commitment follows from signatories and their groups, whoever changes them: a new commitment finds its
-- owners, a signatory that comes, goes or changes groups gains and ends commitments. An end is a date, never a delete.
CREATE FUNCTION protocol_commitment_owners() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO protocol_ownership (id, organisation_id, network_id, commitment_id, since)
  SELECT gen_random_uuid(), s.organisation_id, NEW.network_id, NEW.id, coalesce(v.document_date, current_date)
  FROM protocol_signatory s JOIN protocol_version v ON v.id = s.version_id
  WHERE s.network_id = NEW.network_id AND s.version_id = NEW.version_id AND s.withdrawn_on IS NULL
    AND (NEW.binds = 'ALL' OR NEW.binds = ANY (s.groups));
  RETURN NULL;
END $$;
CREATE TRIGGER protocol_commitment_owners AFTER INSERT ON protocol_commitment
FOR EACH ROW EXECUTE FUNCTION protocol_commitment_owners();

CREATE FUNCTION protocol_signatory_owns() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE protocol_ownership o SET until = coalesce(NEW.withdrawn_on, current_date)
  FROM protocol_commitment c
  WHERE o.network_id = NEW.network_id AND o.organisation_id = NEW.organisation_id AND o.until IS NULL
    AND c.id = o.commitment_id AND c.version_id = NEW.version_id
    AND (NEW.withdrawn_on IS NOT NULL OR NOT (c.binds = 'ALL' OR c.binds = ANY (NEW.groups)));
  INSERT INTO protocol_ownership (id, organisation_id, network_id, commitment_id, since)
  SELECT gen_random_uuid(), NEW.organisation_id, NEW.network_id, c.id, current_date
  FROM protocol_commitment c
  WHERE NEW.withdrawn_on IS NULL AND c.network_id = NEW.network_id AND c.version_id = NEW.version_id
    AND (c.binds = 'ALL' OR c.binds = ANY (NEW.groups))
  ON CONFLICT (commitment_id, organisation_id) DO UPDATE SET until = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER protocol_signatory_owns AFTER INSERT OR UPDATE OF groups, withdrawn_on ON protocol_signatory
FOR EACH ROW EXECUTE FUNCTION protocol_signatory_owns();

-- Evidence is about a commitment of its own body.
ALTER TABLE protocol_ownership ADD CONSTRAINT protocol_ownership_of_body UNIQUE (network_id, organisation_id, id);
ALTER TABLE protocol_evidence ADD CONSTRAINT protocol_evidence_of_body
  FOREIGN KEY (network_id, organisation_id, ownership_id)
  REFERENCES protocol_ownership (network_id, organisation_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE protocol_answerlink ADD CONSTRAINT protocol_answerlink_of_body
  UNIQUE (network_id, organisation_id, id);
ALTER TABLE protocol_evidence ADD CONSTRAINT protocol_evidence_link_of_body
  FOREIGN KEY (network_id, organisation_id, link_id)
  REFERENCES protocol_answerlink (network_id, organisation_id, id) DEFERRABLE INITIALLY DEFERRED;
