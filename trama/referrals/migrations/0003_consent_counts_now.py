"""A consent must count when a letter is really sent, whatever instant is written on it.

Whoever wrote `sent_at` by hand could name an instant before its last day ended, until the job had stamped the consent as
expired: up to an hour.
"""

from django.db import migrations

GROUND = """
CREATE OR REPLACE FUNCTION referrals_check_ground(r referrals_referral) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  whose uuid;
  today date := {today};
BEGIN
  SELECT subject INTO whose FROM referrals_parcel WHERE organisation_id = r.organisation_id AND id = r.parcel_id;
  IF r.duty_id IS NOT NULL THEN
    PERFORM 1 FROM consent_legalduty d WHERE d.organisation_id = r.organisation_id AND d.id = r.duty_id
      AND d.subject = whose AND d.confirmed_at <= r.sent_at;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'referral: no duty cited for her' USING ERRCODE = 'check_violation';
    END IF;
  ELSE
    -- Locked: a withdrawal at the same moment waits, then finds the letter and destroys it.
    PERFORM 1 FROM consent_consent c WHERE c.organisation_id = r.organisation_id AND c.id = r.consent_id
      AND c.subject = whose AND c.state = 'given' AND c.given_at <= r.sent_at AND c.expires_on >= today
      AND r.agreed_until = c.expires_on AND r.expires_at < ((c.expires_on + 1)::timestamp AT TIME ZONE 'Europe/Rome')
      FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'referral: no valid consent' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
END $$;
"""
THEN = "(r.sent_at AT TIME ZONE 'Europe/Rome')::date"
NOW = "(greatest(r.sent_at, clock_timestamp()) AT TIME ZONE 'Europe/Rome')::date"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_decision_key"), ("consent", "0001_initial")]

    operations = [migrations.RunSQL(GROUND.format(today=NOW), GROUND.format(today=THEN))]
