"""What was written back about a woman goes with her record.

It is sealed to the sender's organisation and not under her key: destroying her key left it readable. By a trigger, so that a
restore, which destroys again the keys that the shred log names, takes it away again as well.
"""

from django.db import migrations

FORGET = """
CREATE FUNCTION referrals_forget_answers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM referrals_answer a USING referrals_referral r, referrals_parcel p
    WHERE p.organisation_id = NEW.organisation_id AND p.record_key_id = NEW.id
      AND r.organisation_id = p.organisation_id AND r.parcel_id = p.id
      AND a.referral = r.id AND a.reader_id = r.organisation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER referrals_forget_answers AFTER UPDATE OF destroyed_at ON vault_recordkey
  FOR EACH ROW WHEN (OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL)
  EXECUTE FUNCTION referrals_forget_answers();
REVOKE ALL ON FUNCTION referrals_forget_answers() FROM PUBLIC;
"""
BACK = """
DROP TRIGGER referrals_forget_answers ON vault_recordkey;
DROP FUNCTION referrals_forget_answers();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_consent_counts_now"), ("vault", "0003_renewal_request")]

    operations = [migrations.RunSQL(FORGET, BACK)]
