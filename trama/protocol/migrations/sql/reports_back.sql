DROP TRIGGER protocol_revocationdata_kept ON protocol_revocationdata;
DROP TRIGGER protocol_revocationdata_part ON protocol_revocationdata;
DROP TRIGGER protocol_reports_are_few ON protocol_signaturereport; DROP FUNCTION protocol_reports_are_few();
DROP TRIGGER protocol_bytes_that_came ON protocol_signedbytes; DROP FUNCTION protocol_bytes_that_came();
