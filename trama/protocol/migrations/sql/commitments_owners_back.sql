ALTER TABLE protocol_evidence DROP CONSTRAINT protocol_evidence_link_of_body;
ALTER TABLE protocol_answerlink DROP CONSTRAINT protocol_answerlink_of_body;
ALTER TABLE protocol_evidence DROP CONSTRAINT protocol_evidence_of_body;
ALTER TABLE protocol_ownership DROP CONSTRAINT protocol_ownership_of_body;
DROP TRIGGER protocol_signatory_owns ON protocol_signatory;
DROP FUNCTION protocol_signatory_owns();
DROP TRIGGER protocol_commitment_owners ON protocol_commitment;
DROP FUNCTION protocol_commitment_owners();
