"""The ledger is only added to: a withdrawal or an expiry stamps its row once (DESIGN §1.1)."""

FORWARDS = """
CREATE FUNCTION consent_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE stamps text[] := ARRAY['state', 'withdrawn_at', 'withdrawn_by', 'withdrawal'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('given', 'refused') THEN
      RAISE EXCEPTION 'consent: a row begins as given or refused' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'given' OR NEW.state NOT IN ('withdrawn', 'expired') THEN
    RAISE EXCEPTION 'consent: only what is given ends, once' USING ERRCODE = 'check_violation';
  END IF;
  IF to_jsonb(NEW) - stamps <> to_jsonb(OLD) - stamps THEN
    RAISE EXCEPTION 'consent: the ledger is not edited' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'expired' AND OLD.expires_on >= (now() AT TIME ZONE 'Europe/Rome')::date THEN
    RAISE EXCEPTION 'consent: its last day is not past' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consent_ledger BEFORE INSERT OR UPDATE ON consent_consent
  FOR EACH ROW EXECUTE FUNCTION consent_ledger();
REVOKE DELETE ON consent_consent FROM trama_app;
REVOKE UPDATE, DELETE ON consent_legalduty FROM trama_app;
"""

BACKWARDS = """
DROP TRIGGER consent_ledger ON consent_consent;
DROP FUNCTION consent_ledger();
"""
