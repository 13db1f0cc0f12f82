DROP TRIGGER protocol_evidencefile_stays ON protocol_evidencefile;
DROP FUNCTION protocol_evidencefile_stays();
DROP TRIGGER protocol_evidence_with_file ON protocol_evidence;
DROP FUNCTION protocol_evidence_with_file();
DROP TRIGGER protocol_evidencefile_comes ON protocol_evidencefile;
DROP FUNCTION protocol_evidencefile_comes();
