-- A link is the lead body's to make and to end; the body it is for may read that it is there (its answers ask).
ALTER TABLE protocol_answerlink ENABLE ROW LEVEL SECURITY;
ALTER TABLE protocol_answerlink FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON protocol_answerlink FOR SELECT TO trama_app
  USING (network_id = (SELECT trama_network())
         AND (organisation_id = (SELECT trama_organisation()) OR (SELECT trama_leads())));
CREATE POLICY made ON protocol_answerlink FOR INSERT TO trama_app
  WITH CHECK (network_id = (SELECT trama_network()) AND (SELECT trama_leads())
              AND organisation_id <> (SELECT trama_organisation()));
CREATE POLICY ended ON protocol_answerlink FOR UPDATE TO trama_app
  USING (network_id = (SELECT trama_network()) AND (SELECT trama_leads()))
  WITH CHECK (network_id = (SELECT trama_network()) AND (SELECT trama_leads()));
GRANT SELECT, INSERT ON protocol_answerlink TO trama_app;
GRANT UPDATE (revoked_at) ON protocol_answerlink TO trama_app;
ALTER TABLE protocol_answerlink ADD CONSTRAINT protocol_answerlink_net UNIQUE (network_id, id);

CREATE FUNCTION protocol_link_made() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.made_by IS DISTINCT FROM nullif(current_setting('trama.user', true), '')::uuid THEN
    RAISE EXCEPTION 'a link bears who made it' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_link_made BEFORE INSERT ON protocol_answerlink
FOR EACH ROW EXECUTE FUNCTION protocol_link_made();
CREATE FUNCTION protocol_link_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL THEN
    RAISE EXCEPTION 'a link ends once' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_link_ended BEFORE UPDATE ON protocol_answerlink
FOR EACH ROW EXECUTE FUNCTION protocol_link_ended();

-- Who holds the link is nobody yet: the one door through the wall, by the keyed hash of the whole token.
CREATE FUNCTION protocol_answer_link(token bytea)
RETURNS TABLE (id uuid, organisation_id uuid, network_id uuid, year smallint, expires_at timestamptz)
STABLE SECURITY DEFINER LANGUAGE sql SET search_path = public, pg_temp AS $$
  SELECT l.id, l.organisation_id, l.network_id, l.year, l.expires_at FROM protocol_answerlink l
  WHERE l.token_hash = token AND l.revoked_at IS NULL AND l.expires_at > now()
$$;
REVOKE ALL ON FUNCTION protocol_answer_link(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protocol_answer_link(bytea) TO trama_app;
