DROP TRIGGER protocol_evidence_moved ON protocol_evidence;
DROP FUNCTION protocol_evidence_moved();
DROP TRIGGER protocol_evidence_given ON protocol_evidence;
DROP FUNCTION protocol_evidence_given();
