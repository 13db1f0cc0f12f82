"""The walls and guards of meetings, as SQL: who reads and writes each table, what may follow what, what is frozen."""

from typing import Any

from django.db import models

from trama.access.rls import IN_NETWORK, LEADS, OWN, NetworkWide

ORGANISATION = "(SELECT trama_organisation())"


class Walled(NetworkWide):
    """A table of one network with policies of its own: `seen`, `made`, `kept`, `gone` are SQL conditions."""

    def __init__(self, model_name: str, *, seen: str, made: str, kept: str, gone: str = "") -> None:
        super().__init__(model_name)
        self.seen, self.made, self.kept, self.gone = seen, made, kept, gone

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        parts = {"seen": self.seen, "made": self.made, "kept": self.kept, "gone": self.gone}
        return type(self).__name__, [self.model_name], parts

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        kept = f"({IN_NETWORK} AND ({self.kept}))"
        wide = [one for one in super().sql(model, table) if not one.startswith("CREATE POLICY")]
        grants = [f"GRANT DELETE ON {table} TO trama_app"] if self.gone else []
        policies = [
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app USING ({IN_NETWORK} AND ({self.seen}))",
            f"CREATE POLICY made ON {table} FOR INSERT TO trama_app WITH CHECK ({IN_NETWORK} AND ({self.made}))",
            f"CREATE POLICY kept ON {table} FOR UPDATE TO trama_app USING {kept} WITH CHECK {kept}",
        ]
        if self.gone:
            policies.append(
                f"CREATE POLICY gone ON {table} FOR DELETE TO trama_app USING ({IN_NETWORK} AND ({self.gone}))"
            )
        return [*wide, *policies, *grants]


# Who sits at a table and who holds it: asked past row-level security, because the answer decides what is seen.
TABLES = """
CREATE FUNCTION protocol_sits_at(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM protocol_tableseat WHERE table_id = wanted AND network_id = trama_network()
                 AND organisation_id = trama_organisation() AND until IS NULL)
$$;
CREATE FUNCTION protocol_holds_table(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM protocol_networktable WHERE id = wanted AND network_id = trama_network()
                 AND chair_id = trama_organisation())
$$;
CREATE FUNCTION protocol_table_shared(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM protocol_tablesession WHERE table_id = wanted AND network_id = trama_network()
                 AND shared_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM protocol_tablepaper WHERE table_id = wanted AND network_id = trama_network()
                 AND shared_at IS NOT NULL)
$$;
REVOKE ALL ON FUNCTION protocol_sits_at(uuid), protocol_holds_table(uuid), protocol_table_shared(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protocol_sits_at(uuid), protocol_holds_table(uuid), protocol_table_shared(uuid)
  TO trama_app;
"""
NO_TABLES = """
DROP FUNCTION protocol_sits_at(uuid); DROP FUNCTION protocol_holds_table(uuid);
DROP FUNCTION protocol_table_shared(uuid);
"""

# Whether the body that acts verifies the actions of a meeting: it leads, or it chairs the group that met.
VERIFIES = """
CREATE FUNCTION protocol_verifies(meeting uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT trama_leads() OR EXISTS (SELECT 1 FROM protocol_meeting m
    JOIN protocol_workinggroup g ON g.network_id = m.network_id AND g.id = m.group_id
    WHERE m.network_id = trama_network() AND m.id = meeting AND g.chair_id = trama_organisation())
$$;
"""
NO_VERIFIES = "DROP FUNCTION protocol_verifies(uuid);"

GUARDS = """
CREATE FUNCTION trama_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation'; END $$;

CREATE FUNCTION protocol_meeting_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE fixed text[] := ARRAY['id', 'organisation_id', 'network_id', 'kind'];
        told text[] := ARRAY['title', 'starts_at', 'ends_at', 'place', 'link'];
        old_row jsonb; new_row jsonb; col text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN PERFORM trama_refuse('a meeting begins by being planned'); END IF;
    RETURN NEW;
  END IF;
  old_row := to_jsonb(OLD); new_row := to_jsonb(NEW);
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('planned', 'convened'), ('planned', 'cancelled'), ('convened', 'held'), ('convened', 'cancelled'),
    ('held', 'approved')
  ) THEN PERFORM trama_refuse('no such step of a meeting'); END IF;
  IF OLD.state IN ('approved', 'cancelled') AND new_row <> old_row THEN
    PERFORM trama_refuse('this meeting is closed');
  END IF;
  FOREACH col IN ARRAY CASE WHEN OLD.state = 'held' THEN fixed || told || ARRAY['group_id'] ELSE fixed END LOOP
    IF new_row -> col IS DISTINCT FROM old_row -> col THEN
      PERFORM trama_refuse('of a meeting that was held, what, when and where stay');
    END IF;
  END LOOP;
  IF NEW.sequence < OLD.sequence THEN PERFORM trama_refuse('a sequence only grows'); END IF;
  IF OLD.state = 'convened' AND NEW.state IN ('convened', 'cancelled') AND NEW.sequence = OLD.sequence THEN
    FOREACH col IN ARRAY told || ARRAY['state'] LOOP
      IF new_row -> col IS DISTINCT FROM old_row -> col THEN
        PERFORM trama_refuse('a change after the call makes the sequence grow');
      END IF;
    END LOOP;
  END IF;
  IF NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM protocol_minutes m
      WHERE m.network_id = NEW.network_id AND m.meeting_id = NEW.id AND m.state = 'approved_minutes') THEN
    PERFORM trama_refuse('no approved minutes');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_meeting_guard BEFORE INSERT OR UPDATE ON protocol_meeting
  FOR EACH ROW EXECUTE FUNCTION protocol_meeting_guard();

CREATE FUNCTION protocol_meeting_state(wanted uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT state FROM protocol_meeting WHERE network_id = trama_network() AND id = wanted
$$;
-- Minutes are being written: the meeting was held and they are not approved, or a correction is a draft.
CREATE FUNCTION protocol_minutes_open(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT protocol_meeting_state(wanted) = 'held' OR EXISTS (SELECT 1 FROM protocol_minutes m
    WHERE m.network_id = trama_network() AND m.meeting_id = wanted AND m.state = 'draft_minutes')
$$;

CREATE FUNCTION protocol_agenda_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE meeting uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF coalesce(protocol_meeting_state(meeting), '') NOT IN ('planned', 'convened') THEN
    PERFORM trama_refuse('the agenda of this meeting is closed');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER protocol_agenda_guard BEFORE INSERT OR UPDATE OR DELETE ON protocol_agendaitem
  FOR EACH ROW EXECUTE FUNCTION protocol_agenda_guard();

-- A body answers for itself alone; who was there is the lead body's to write.
CREATE FUNCTION protocol_invitation_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE answer text[] := ARRAY['answer', 'office', 'answered_at']; state text; was jsonb; now_ jsonb;
BEGIN
  state := protocol_meeting_state(CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END);
  IF TG_OP = 'DELETE' THEN
    IF state <> 'planned' THEN PERFORM trama_refuse('who was called stays invited'); END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.answer <> '' OR NEW.attendance <> '' THEN PERFORM trama_refuse('an invitation begins empty'); END IF;
    RETURN NEW;
  END IF;
  was := to_jsonb(OLD); now_ := to_jsonb(NEW);
  IF was - answer - 'attendance' <> now_ - answer - 'attendance' THEN
    PERFORM trama_refuse('an invitation stays whose it is');
  END IF;
  IF (NEW.answer, NEW.office, NEW.answered_at) IS DISTINCT FROM (OLD.answer, OLD.office, OLD.answered_at) THEN
    IF NEW.organisation_id IS DISTINCT FROM trama_organisation() THEN
      PERFORM trama_refuse('a body answers for itself');
    END IF;
    IF state <> 'convened' THEN PERFORM trama_refuse('nobody is asked for an answer'); END IF;
  END IF;
  IF NEW.attendance <> OLD.attendance THEN
    IF NOT trama_leads() THEN PERFORM trama_refuse('who was there is the lead body''s to write'); END IF;
    IF NOT (state IN ('convened', 'held') OR protocol_minutes_open(NEW.meeting_id)) THEN
      PERFORM trama_refuse('who was there stands in approved minutes');
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_invitation_guard BEFORE INSERT OR UPDATE OR DELETE ON protocol_invitation
  FOR EACH ROW EXECUTE FUNCTION protocol_invitation_guard();

CREATE FUNCTION protocol_minutes_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft_minutes' THEN PERFORM trama_refuse('minutes begin as a draft'); END IF;
    IF coalesce(protocol_meeting_state(NEW.meeting_id), '') NOT IN ('held', 'approved') THEN
      PERFORM trama_refuse('no minutes of a meeting that was not held');
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'approved_minutes' THEN PERFORM trama_refuse('approved minutes are frozen'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER protocol_minutes_guard BEFORE INSERT OR UPDATE OR DELETE ON protocol_minutes
  FOR EACH ROW EXECUTE FUNCTION protocol_minutes_guard();

CREATE FUNCTION protocol_minutes_part_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE touched uuid[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.minutes_id] WHEN 'DELETE' THEN ARRAY[OLD.minutes_id]
                          ELSE ARRAY[OLD.minutes_id, NEW.minutes_id] END;
BEGIN
  IF EXISTS (SELECT 1 FROM protocol_minutes WHERE network_id = trama_network() AND id = ANY (touched)
             AND state = 'approved_minutes') THEN
    PERFORM trama_refuse('approved minutes are frozen');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER protocol_section_guard BEFORE INSERT OR UPDATE OR DELETE ON protocol_minutessection
  FOR EACH ROW EXECUTE FUNCTION protocol_minutes_part_guard();
CREATE TRIGGER protocol_decision_guard BEFORE INSERT OR UPDATE OR DELETE ON protocol_decision
  FOR EACH ROW EXECUTE FUNCTION protocol_minutes_part_guard();

-- Done by its owner; verified, or sent back, by the lead body or the chair of the group, never by who did it.
CREATE FUNCTION protocol_action_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE who uuid := NULLIF(current_setting('trama.user', true), '')::uuid;
        said text[] := ARRAY['state', 'note', 'done_at', 'done_by', 'verified_at', 'verified_by'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN PERFORM trama_refuse('an action begins open'); END IF;
    IF NOT protocol_minutes_open(NEW.meeting_id) THEN
      PERFORM trama_refuse('actions are given at a meeting whose minutes are being written');
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - said - 'due_on' - 'text' <> to_jsonb(NEW) - said - 'due_on' - 'text' THEN
    PERFORM trama_refuse('an action stays whose it is');
  END IF;
  IF (NEW.text, NEW.due_on) IS DISTINCT FROM (OLD.text, OLD.due_on) THEN
    IF NOT trama_leads() OR OLD.state <> 'open' THEN PERFORM trama_refuse('what and by when: the lead body'); END IF;
    IF NEW.text <> OLD.text AND NOT protocol_minutes_open(NEW.meeting_id) THEN
      PERFORM trama_refuse('what is to be done stands in approved minutes');
    END IF;
  END IF;
  IF NEW.state = OLD.state THEN
    IF (NEW.done_at, NEW.done_by, NEW.verified_at, NEW.verified_by, NEW.note)
       IS DISTINCT FROM (OLD.done_at, OLD.done_by, OLD.verified_at, OLD.verified_by, OLD.note) THEN
      PERFORM trama_refuse('who did it and who verified it do not change');
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('open', 'done'), ('open', 'dropped'), ('done', 'verified'), ('done', 'open')) THEN
    PERFORM trama_refuse('no such step of an action');
  END IF;
  IF NEW.state = 'done' AND (NEW.organisation_id IS DISTINCT FROM trama_organisation()
                             OR NEW.done_by IS DISTINCT FROM who) THEN
    PERFORM trama_refuse('it is done by its owner');
  END IF;
  IF OLD.state = 'done' THEN
    IF NOT protocol_verifies(NEW.meeting_id) OR OLD.done_by IS NOT DISTINCT FROM who THEN
      PERFORM trama_refuse('who did it does not verify it');
    END IF;
    IF NEW.state = 'verified' AND (NEW.verified_by IS DISTINCT FROM who
                                   OR (NEW.done_by, NEW.done_at) IS DISTINCT FROM (OLD.done_by, OLD.done_at)) THEN
      PERFORM trama_refuse('who verifies writes her own name');
    END IF;
  END IF;
  IF NEW.state = 'dropped' AND NOT trama_leads() THEN PERFORM trama_refuse('dropped: the lead body'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_action_guard BEFORE INSERT OR UPDATE ON protocol_actionitem
  FOR EACH ROW EXECUTE FUNCTION protocol_action_guard();

CREATE FUNCTION protocol_milestone_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.stage <> 'proposed' THEN PERFORM trama_refuse('a milestone begins proposed'); END IF;
  ELSIF NEW.stage <> OLD.stage AND (OLD.stage, NEW.stage) NOT IN (
    ('proposed', 'draft'), ('draft', 'agreed'), ('draft', 'proposed'), ('agreed', 'in_force'), ('agreed', 'draft'),
    ('in_force', 'draft')
  ) THEN PERFORM trama_refuse('no such step of a milestone'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_milestone_guard BEFORE INSERT OR UPDATE ON protocol_milestone
  FOR EACH ROW EXECUTE FUNCTION protocol_milestone_guard();

-- At a table sit centres and shelters of the protocol; who left does not come back by itself.
CREATE FUNCTION protocol_seat_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM protocol_signatory s JOIN protocol_version v
        ON v.network_id = s.network_id AND v.id = s.version_id
        WHERE s.network_id = NEW.network_id AND s.organisation_id = NEW.organisation_id AND v.state = 'in_force'
        AND s.withdrawn_on IS NULL AND s.groups && ARRAY['CAV', 'CR']::varchar[]) THEN
      PERFORM trama_refuse('centres and shelters sit at their table');
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - 'until' <> to_jsonb(NEW) - 'until' OR OLD.until IS NOT NULL THEN
    PERFORM trama_refuse('a seat only ends');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_seat_guard BEFORE INSERT OR UPDATE ON protocol_tableseat
  FOR EACH ROW EXECUTE FUNCTION protocol_seat_guard();

CREATE FUNCTION protocol_table_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.organisation_id <> OLD.organisation_id THEN PERFORM trama_refuse('who opened a table stays written'); END IF;
  IF NEW.chair_id <> OLD.chair_id AND NOT EXISTS (SELECT 1 FROM protocol_tableseat
      WHERE network_id = NEW.network_id AND table_id = NEW.id AND organisation_id = NEW.chair_id AND until IS NULL) THEN
    PERFORM trama_refuse('who holds a table sits at it');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_table_guard BEFORE UPDATE ON protocol_networktable
  FOR EACH ROW EXECUTE FUNCTION protocol_table_guard();

CREATE FUNCTION protocol_session_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN PERFORM trama_refuse('a meeting begins by being planned'); END IF;
    RETURN NEW;
  END IF;
  IF NEW.table_id <> OLD.table_id THEN PERFORM trama_refuse('a session stays at its table'); END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('planned', 'convened'), ('planned', 'cancelled'), ('convened', 'held'), ('convened', 'cancelled'),
    ('held', 'approved')
  ) THEN PERFORM trama_refuse('no such step of a meeting'); END IF;
  IF OLD.state IN ('approved', 'cancelled') AND to_jsonb(OLD) - 'shared_at' <> to_jsonb(NEW) - 'shared_at' THEN
    PERFORM trama_refuse('approved minutes are frozen');
  END IF;
  IF NEW.sequence < OLD.sequence THEN PERFORM trama_refuse('a sequence only grows'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_session_guard BEFORE INSERT OR UPDATE ON protocol_tablesession
  FOR EACH ROW EXECUTE FUNCTION protocol_session_guard();

CREATE FUNCTION protocol_paper_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF to_jsonb(OLD) - 'shared_at' <> to_jsonb(NEW) - 'shared_at' THEN
    PERFORM trama_refuse('a paper on the table is not rewritten');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_paper_guard BEFORE UPDATE ON protocol_tablepaper
  FOR EACH ROW EXECUTE FUNCTION protocol_paper_guard();
"""
_GUARDED = {
    "protocol_meeting": ["protocol_meeting_guard"],
    "protocol_agendaitem": ["protocol_agenda_guard"],
    "protocol_invitation": ["protocol_invitation_guard"],
    "protocol_minutes": ["protocol_minutes_guard"],
    "protocol_minutessection": ["protocol_section_guard"],
    "protocol_decision": ["protocol_decision_guard"],
    "protocol_actionitem": ["protocol_action_guard"],
    "protocol_milestone": ["protocol_milestone_guard"],
    "protocol_networktable": ["protocol_table_guard"],
    "protocol_tableseat": ["protocol_seat_guard"],
    "protocol_tablesession": ["protocol_session_guard"],
    "protocol_tablepaper": ["protocol_paper_guard"],
}
_FUNCTIONS = (
    "protocol_meeting_guard()", "protocol_agenda_guard()", "protocol_invitation_guard()", "protocol_minutes_guard()",
    "protocol_minutes_part_guard()", "protocol_action_guard()", "protocol_milestone_guard()", "protocol_seat_guard()", "protocol_table_guard()",
    "protocol_session_guard()", "protocol_paper_guard()", "protocol_minutes_open(uuid)",
    "protocol_meeting_state(uuid)", "trama_refuse(text)",
)  # fmt: skip
NO_GUARDS = "\n".join(
    [f"DROP TRIGGER {name} ON {table};" for table, names in _GUARDED.items() for name in names]
    + [f"DROP FUNCTION {name};" for name in _FUNCTIONS]
)
_OF_APPROVED = "EXISTS (SELECT 1 FROM protocol_minutes m WHERE m.network_id = {0}.network_id AND m.id = {0}.minutes_id)"
WALLS = [
    NetworkWide("workinggroup", writer="lead"),
    NetworkWide("groupmember", writer="lead"),
    NetworkWide("milestone", writer="lead"),
    NetworkWide("meeting", writer="lead"),
    NetworkWide("agendaitem", writer="lead", deletes=True),
    Walled("invitation", seen="true", made=LEADS, kept=f"{OWN} OR {LEADS}", gone=LEADS),
    # A draft is the lead body's own until it is approved; its parts are seen with it.
    Walled("minutes", seen=f"state = 'approved_minutes' OR {LEADS}", made=LEADS, kept=LEADS, gone=LEADS),
    *(
        Walled(
            name, seen=_OF_APPROVED.format(f"protocol_{name}"), made=LEADS, kept=LEADS, gone=LEADS
        )
        for name in ("minutessection", "decision")
    ),
    Walled(
        "actionitem",
        seen="true",
        made=LEADS,
        kept=f"{OWN} OR {LEADS} OR protocol_verifies(meeting_id)",
    ),
]
_SITS, _HOLDS = "protocol_sits_at(table_id)", "protocol_holds_table(table_id)"
TABLE_WALLS = [
    Walled(
        "networktable",
        seen=f"chair_id = {ORGANISATION} OR protocol_sits_at(id) OR ({LEADS} AND protocol_table_shared(id))",
        made=f"{OWN} AND chair_id = {ORGANISATION}",
        kept=f"protocol_sits_at(id) AND (chair_id = {ORGANISATION} OR protocol_holds_table(id))",
    ),
    Walled("tableseat", seen=f"{OWN} OR {_SITS}", made=_HOLDS, kept=f"{OWN} OR {_HOLDS}"),
    Walled(
        "tablesession", seen=f"{_SITS} OR ({LEADS} AND shared_at IS NOT NULL)", made=_HOLDS, kept=_HOLDS
    ),
    Walled(
        "tablepaper",
        seen=f"{_SITS} OR ({LEADS} AND shared_at IS NOT NULL)",
        made=f"{OWN} AND {_SITS}",
        kept=f"{OWN} AND {_SITS}",
    ),
]
