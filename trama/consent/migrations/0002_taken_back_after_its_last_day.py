"""She may take back a consent that has run out: who took something over while it counted still has it."""

from django.db import migrations

LEDGER = """
CREATE OR REPLACE FUNCTION consent_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE stamps text[] := ARRAY['state', 'withdrawn_at', 'withdrawn_by', 'withdrawal'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('given', 'refused') THEN
      RAISE EXCEPTION 'consent: a row begins as given or refused' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  {moves}
  IF to_jsonb(NEW) - stamps <> to_jsonb(OLD) - stamps THEN
    RAISE EXCEPTION 'consent: the ledger is not edited' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'expired' AND OLD.expires_on >= (now() AT TIME ZONE 'Europe/Rome')::date THEN
    RAISE EXCEPTION 'consent: its last day is not past' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
BEFORE = """IF OLD.state <> 'given' OR NEW.state NOT IN ('withdrawn', 'expired') THEN
    RAISE EXCEPTION 'consent: only what is given ends, once' USING ERRCODE = 'check_violation';
  END IF;"""
AFTER = """IF (OLD.state, NEW.state) NOT IN (('given', 'withdrawn'), ('given', 'expired'), ('expired', 'withdrawn')) THEN
    RAISE EXCEPTION 'consent: only what was given ends, and what ended is at most taken back'
      USING ERRCODE = 'check_violation';
  END IF;"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [migrations.RunSQL(LEDGER.format(moves=AFTER), LEDGER.format(moves=BEFORE))]
