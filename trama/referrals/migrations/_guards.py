"""What the database itself refuses about letters between two organisations (DESIGN §1.1, §5, §6)."""

# The receiver sees and touches a row only once it was sent; and nobody takes a row's parties away.
POLICIES = """
ALTER POLICY seen ON referrals_referral USING (
  organisation_id = (SELECT trama_organisation())
  OR (receiver_id = (SELECT trama_organisation()) AND sent_at IS NOT NULL));
ALTER POLICY kept ON referrals_referral USING (
  organisation_id = (SELECT trama_organisation())
  OR (receiver_id = (SELECT trama_organisation()) AND sent_at IS NOT NULL));
REVOKE UPDATE ON referrals_answer FROM trama_app;
REVOKE DELETE ON referrals_parcel FROM trama_app;
REVOKE DELETE ON referrals_reception FROM trama_app;
"""
POLICIES_BACK = "SELECT 1"

GUARDS = """
-- The moves of trama/referrals/states.py; tests/test_wall.py compares the two.
CREATE FUNCTION referrals_may_move(before text, after text, party text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT (before, after, party) IN (
    ('proposed', 'consented', 'sender'), ('consented', 'proposed', 'sender'),
    ('proposed', 'sent', 'sender'), ('consented', 'sent', 'sender'),
    ('proposed', 'withdrawn', 'sender'), ('consented', 'withdrawn', 'sender'), ('sent', 'withdrawn', 'sender'),
    ('sent', 'expired', 'sender'), ('sent', 'expired', 'receiver'),
    ('sent', 'superseded', 'database'),
    ('sent', 'accepted', 'receiver'), ('sent', 'declined', 'receiver'),
    ('accepted', 'first_contact', 'receiver'), ('accepted', 'closed', 'receiver'),
    ('first_contact', 'closed', 'receiver'))
$$;

-- Columns that `party` may change while the state goes from `before` to `after`.
CREATE FUNCTION referrals_writable(before text, after text, party text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN before IN ('proposed', 'consented') AND party = 'sender' THEN
      ARRAY['state', 'consent_id', 'duty_id', 'by_law', 'may_return_progress', 'may_return_message']
      || CASE after WHEN 'sent' THEN ARRAY['sent_at', 'respond_by', 'expires_at', 'agreed_until', 'content', 'wrap', 'signature']
                    WHEN 'withdrawn' THEN ARRAY['withdrawn_at'] ELSE ARRAY[]::text[] END
    WHEN before = 'sent' THEN CASE
      WHEN after = 'sent' AND party = 'receiver' THEN ARRAY['read_at']
      WHEN after = 'withdrawn' AND party = 'sender' THEN ARRAY['state', 'withdrawn_at', 'content', 'wrap', 'signature']
      WHEN after IN ('expired', 'superseded') THEN ARRAY['state', 'content', 'wrap', 'signature']
      WHEN after IN ('accepted', 'declined') AND party = 'receiver' THEN
        ARRAY['state', 'answered_at', 'content', 'wrap', 'signature']
      ELSE ARRAY[]::text[] END
    WHEN before IN ('accepted', 'first_contact', 'closed') AND after = before AND party = 'sender' THEN
      ARRAY['withdrawn_at']
    WHEN after = 'first_contact' AND party = 'receiver' THEN ARRAY['state', 'first_contact_at']
    WHEN before IN ('accepted', 'first_contact') AND after = 'closed' AND party = 'receiver' THEN
      ARRAY['state', 'closed_at']
    ELSE ARRAY[]::text[] END
$$;

-- Something leaves: her consent must count at this moment, for this woman, or a duty must be cited for her.
CREATE FUNCTION referrals_check_ground(r referrals_referral) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  whose uuid;
  today date := (r.sent_at AT TIME ZONE 'Europe/Rome')::date;
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

CREATE FUNCTION referrals_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  here uuid := trama_organisation();
  party text := CASE WHEN current_user <> 'trama_app' THEN 'database'
                     WHEN NEW.organisation_id = here THEN 'sender'
                     WHEN NEW.receiver_id = here THEN 'receiver' END;
  writable text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'proposed' OR NEW.withdrawn_at IS NOT NULL OR NEW.read_at IS NOT NULL
       OR NEW.respond_by IS NOT NULL OR NEW.expires_at IS NOT NULL OR NEW.agreed_until IS NOT NULL THEN
      RAISE EXCEPTION 'referral: a row begins as proposed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND NOT coalesce(referrals_may_move(OLD.state, NEW.state, party), false) THEN
    RAISE EXCEPTION 'referral: % may not move it from % to %', party, OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  writable := referrals_writable(OLD.state, NEW.state, party);
  IF to_jsonb(NEW) - writable <> to_jsonb(OLD) - writable THEN
    RAISE EXCEPTION 'referral: % may not write this column', party USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at)
     OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
    RAISE EXCEPTION 'referral: an instant is written once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'sent' AND OLD.state <> 'sent' THEN
    IF OLD.state = 'proposed' AND NEW.duty_id IS NULL THEN
      RAISE EXCEPTION 'referral: no valid consent' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM referrals_check_ground(NEW);
  ELSIF NEW.state = 'expired' AND OLD.state <> 'expired' AND OLD.expires_at > now() THEN
    RAISE EXCEPTION 'referral: its term is not past' USING ERRCODE = 'check_violation';
  ELSIF NEW.state <> OLD.state AND NEW.state IN ('first_contact', 'closed')
        AND (NEW.withdrawn_at IS NOT NULL
             OR (greatest(NEW.first_contact_at, NEW.closed_at) AT TIME ZONE 'Europe/Rome')::date > NEW.agreed_until) THEN
    RAISE EXCEPTION 'referral: she no longer agrees that this comes back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER referrals_guard BEFORE INSERT OR UPDATE ON referrals_referral
  FOR EACH ROW EXECUTE FUNCTION referrals_guard();

-- Lock every letter of a parcel, always in the same order, whoever of its parties asks.
CREATE FUNCTION referrals_lock(letter uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r record;
BEGIN
  SELECT organisation_id, parcel_id INTO r FROM referrals_referral WHERE id = letter AND (
    organisation_id = trama_organisation() OR (receiver_id = trama_organisation() AND sent_at IS NOT NULL));
  IF FOUND THEN
    PERFORM 1 FROM referrals_referral WHERE organisation_id = r.organisation_id AND parcel_id = r.parcel_id
      ORDER BY id FOR UPDATE;
  END IF;
END $$;
REVOKE ALL ON FUNCTION referrals_lock(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals_lock(uuid) TO trama_app;

-- The first take-over ends the other letter of the parcel, which the one who takes over cannot even see.
CREATE FUNCTION referrals_supersede() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE referrals_referral SET state = 'superseded', content = NULL, wrap = NULL, signature = NULL
    WHERE organisation_id = NEW.organisation_id AND parcel_id = NEW.parcel_id AND id <> NEW.id AND state = 'sent';
  RETURN NULL;
END $$;
CREATE TRIGGER referrals_supersede AFTER UPDATE ON referrals_referral
  FOR EACH ROW WHEN (OLD.state = 'sent' AND NEW.state = 'accepted') EXECUTE FUNCTION referrals_supersede();
REVOKE ALL ON FUNCTION referrals_supersede() FROM PUBLIC;

-- What was shared stays as it was shared.
CREATE FUNCTION referrals_parcel_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE writable text[] := ARRAY['handover'];
BEGIN
  IF NOT EXISTS (SELECT 1 FROM referrals_referral WHERE organisation_id = OLD.organisation_id
                 AND parcel_id = OLD.id AND state <> 'proposed') THEN
    writable := writable || ARRAY['content'];
  END IF;
  IF to_jsonb(NEW) - writable <> to_jsonb(OLD) - writable THEN
    RAISE EXCEPTION 'parcel: what she agreed to or was sent is not edited' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER referrals_parcel_guard BEFORE UPDATE ON referrals_parcel
  FOR EACH ROW EXECUTE FUNCTION referrals_parcel_guard();

-- The receiver writes back to the sender alone, and a message only if she agreed.
CREATE FUNCTION referrals_answer_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM referrals_referral r WHERE r.id = NEW.referral AND r.receiver_id = NEW.organisation_id
    AND r.organisation_id = NEW.reader_id AND CASE NEW.kind
      WHEN 'declined' THEN r.state = 'declined'
      WHEN 'message' THEN r.may_return_message AND r.state IN ('accepted', 'first_contact', 'closed')
                          AND r.withdrawn_at IS NULL
                          AND (NEW.at AT TIME ZONE 'Europe/Rome')::date <= r.agreed_until
      WHEN 'withdrawal' THEN r.withdrawn_at IS NOT NULL AND r.state IN ('accepted', 'first_contact', 'closed')
    END;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'answer: not agreed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER referrals_answer_guard BEFORE INSERT ON referrals_answer
  FOR EACH ROW EXECUTE FUNCTION referrals_answer_guard();
"""

GUARDS_BACK = """
DROP TRIGGER referrals_answer_guard ON referrals_answer;
DROP TRIGGER referrals_parcel_guard ON referrals_parcel;
DROP TRIGGER referrals_supersede ON referrals_referral;
DROP TRIGGER referrals_guard ON referrals_referral;
DROP FUNCTION referrals_answer_guard();
DROP FUNCTION referrals_parcel_guard();
DROP FUNCTION referrals_supersede();
DROP FUNCTION referrals_lock(uuid);
DROP FUNCTION referrals_guard();
DROP FUNCTION referrals_check_ground(referrals_referral);
DROP FUNCTION referrals_writable(text, text, text);
DROP FUNCTION referrals_may_move(text, text, text);
"""
