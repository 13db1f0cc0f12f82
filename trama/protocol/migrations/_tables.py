"""What the database holds of the centres' tables since 0011: who left the protocol is outside, attendance has a wall."""

from trama.access.rls import IN_NETWORK, LEADS
from trama.protocol.migrations._meetings import ORGANISATION, Walled

_SAFE = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
_SEAT = """  SELECT EXISTS (SELECT 1 FROM protocol_tableseat WHERE table_id = wanted AND network_id = trama_network()
                 AND organisation_id = trama_organisation() AND until IS NULL)"""
_CHAIR = """  SELECT EXISTS (SELECT 1 FROM protocol_networktable WHERE id = wanted AND network_id = trama_network()
                 AND chair_id = trama_organisation())"""


def _questions(more: str = "") -> str:
    """Who sits, who holds, each on condition of `more`."""
    return f"""
CREATE OR REPLACE FUNCTION protocol_sits_at(wanted uuid) RETURNS boolean {_SAFE} AS $$
{_SEAT}{more}
$$;
CREATE OR REPLACE FUNCTION protocol_holds_table(wanted uuid) RETURNS boolean {_SAFE} AS $$
{_CHAIR}{more}
$$;
"""


# A body that withdrew, from the day of its withdrawal, or that is not in the version in force any more: whatever its
# seats say, it does not sit. Nothing has to be remembered on that day, and a withdrawal taken back opens again.
ADHERES = """
CREATE FUNCTION protocol_adheres(body uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM protocol_signatory s JOIN protocol_version v
    ON v.network_id = s.network_id AND v.id = s.version_id
    WHERE s.network_id = trama_network() AND s.organisation_id = body AND v.state = 'in_force'
    AND (s.withdrawn_on IS NULL OR s.withdrawn_on > current_date))
$$;
REVOKE ALL ON FUNCTION protocol_adheres(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protocol_adheres(uuid) TO trama_app;
""" + _questions("\n    AND protocol_adheres(trama_organisation())")
NO_ADHERES = _questions() + "DROP FUNCTION protocol_adheres(uuid);"


def _policies(seen: str, kept: str) -> str:
    kept = f"({IN_NETWORK} AND ({kept}))"
    return f"""
DROP POLICY seen ON protocol_networktable;
DROP POLICY kept ON protocol_networktable;
CREATE POLICY seen ON protocol_networktable FOR SELECT TO trama_app USING ({IN_NETWORK} AND ({seen}));
CREATE POLICY kept ON protocol_networktable FOR UPDATE TO trama_app USING {kept} WITH CHECK {kept};
"""


_SHARED = f"protocol_sits_at(id) OR ({LEADS} AND protocol_table_shared(id))"
_MINE = f"chair_id = {ORGANISATION}"
# Where who held the table has left, whoever sits there may take it in hand: for its own body, not for another.
TABLE_POLICIES = _policies(
    f"({_MINE} AND (SELECT protocol_adheres(trama_organisation()))) OR {_SHARED}",
    f"protocol_sits_at(id) AND ({_MINE} OR protocol_holds_table(id) OR NOT protocol_adheres(chair_id))",
)
OLD_TABLE_POLICIES = _policies(
    f"{_MINE} OR {_SHARED}", f"protocol_sits_at(id) AND ({_MINE} OR protocol_holds_table(id))"
)

# Who reads a session reads who was there; the body that holds its table writes it.
_SESSION = (
    "FROM protocol_tablesession s WHERE s.network_id = {0}.network_id AND s.id = {0}.session_id".format(
        "protocol_sessionattendance"
    )
)
_HELD = f"EXISTS (SELECT 1 {_SESSION} AND protocol_holds_table(s.table_id))"
WALL = Walled("sessionattendance", seen=f"EXISTS (SELECT 1 {_SESSION})", made=_HELD, kept=_HELD)
GUARD = """
CREATE FUNCTION protocol_session_attendance_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE held protocol_tablesession%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'attendance' <> to_jsonb(NEW) - 'attendance' THEN
    PERFORM trama_refuse('attendance stays with its body and its session');
  END IF;
  SELECT * INTO held FROM protocol_tablesession s WHERE s.network_id = NEW.network_id AND s.id = NEW.session_id;
  IF held.state IS DISTINCT FROM 'held' THEN
    PERFORM trama_refuse('who was there is written between the session and the approval of its minutes');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM protocol_tableseat t WHERE t.network_id = NEW.network_id
                 AND t.table_id = held.table_id AND t.organisation_id = NEW.organisation_id) THEN
    PERFORM trama_refuse('who never sat at this table was not there');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protocol_session_attendance_guard BEFORE INSERT OR UPDATE ON protocol_sessionattendance
  FOR EACH ROW EXECUTE FUNCTION protocol_session_attendance_guard();
"""
NO_GUARD = """
DROP TRIGGER protocol_session_attendance_guard ON protocol_sessionattendance;
DROP FUNCTION protocol_session_attendance_guard();
"""
