"""What the trail needs inside the database: functions past the wall that give hashes only, and the guards.

The functions belong to the maintenance role (SECURITY DEFINER): the sealer, an ordinary application process,
gets ids, instants and hashes of the rows of all organisations and never a row. `verify` compares their text
in the database with the text here.
"""

from dataclasses import dataclass
from typing import Final

FORM: Final = 1  # the current form of a row's hash; a new column makes a new form, and old seals keep theirs


@dataclass(frozen=True)
class Function:
    """A function of the database; `past_the_wall`: runs as its owner, called by the application's role."""

    name: str
    arguments: str
    returns: str
    body: str
    past_the_wall: bool = True
    language: str = "sql"
    kind: str = "STABLE"

    def create(self) -> str:
        rights = "SECURITY DEFINER SET search_path = public, pg_temp" if self.past_the_wall else ""
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({self.arguments}) RETURNS {self.returns}"
            f" LANGUAGE {self.language} {self.kind} {rights} AS $$ {self.body} $$;"
            f" REVOKE ALL ON FUNCTION {self.name} FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION {self.name} TO trama_app;"
        )


# Whole row but the id, which stands beside the hash in the seal's digest: a row that moved is recognised.
ROW_HASH = Function(
    name="trama_audit_hash",
    arguments="event audit_event, form smallint",
    returns="bytea",
    past_the_wall=False,
    body="""
    SELECT CASE WHEN form = 1 THEN sha256(convert_to(json_build_array(
        to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event.organisation_id,
        event.network_id, event.user_id, event.action, event.subjects, event.detail, event.roles, event.offices
    )::text, 'UTF8')) END
    """,
)

UNCOVERED = Function(
    name="trama_audit_uncovered",
    arguments="after bigint, at_most integer, form smallint",
    returns="TABLE (event_id bigint, hash bytea)",
    body="""
    SELECT e.id, trama_audit_hash(e, form) FROM audit_event e
    WHERE e.id > after AND NOT EXISTS (SELECT 1 FROM audit_covered c WHERE c.event_id = e.id)
    ORDER BY e.id LIMIT at_most
    """,
)

# How many rows no seal covers, the instant of the oldest, and the first ids that are too low to be recent.
UNSEALED = Function(
    name="trama_audit_unsealed",
    arguments="settled bigint",
    returns="TABLE (rows bigint, oldest timestamptz, early bigint[])",
    body="""
    WITH bare AS (
        SELECT e.id, e.at FROM audit_event e LEFT JOIN audit_covered c ON c.event_id = e.id WHERE c.event_id IS NULL
    )
    SELECT count(*), min(at), (array_agg(id ORDER BY id) FILTER (WHERE id <= settled))[1:20] FROM bare
    """,
)

# The rows of some seals, as they were covered and as they are; `now` is null where the row is gone.
SEALED = Function(
    name="trama_audit_sealed",
    arguments="first_seal bigint, last_seal bigint",
    returns="TABLE (seal bigint, event_id bigint, hash bytea, now bytea, at timestamptz)",
    body="""
    SELECT s.number, c.event_id, c.hash, CASE WHEN e.id IS NOT NULL THEN trama_audit_hash(e, s.form) END, e.at
    FROM audit_seal s JOIN audit_covered c ON c.seal_id = s.number LEFT JOIN audit_event e ON e.id = c.event_id
    WHERE s.number BETWEEN first_seal AND last_seal ORDER BY s.number, c.event_id
    """,
)

# `subjects && ids` is not leakproof, so behind row-level security it could not use its index: looked up here,
# for the organisation that the transaction acts for and no other.
ABOUT = Function(
    name="trama_audit_about",
    arguments="ids uuid[]",
    returns="SETOF bigint",
    body="SELECT id FROM audit_event WHERE organisation_id = trama_organisation() AND subjects && ids",
)

FUNCTIONS: Final = (ROW_HASH, UNCOVERED, UNSEALED, SEALED, ABOUT)

GUARDED: Final = ("audit_event", "audit_seal", "audit_covered")
GUARD: Final = "trama_append_only"

# For the application's role the instant is the clock's: `at` cannot be chosen by who writes.
GUARDS: Final = f"""
CREATE FUNCTION trama_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE FUNCTION trama_audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'trama_app' THEN NEW.at := clock_timestamp(); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trama_stamp BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION trama_audit_stamp();
ALTER TABLE audit_event ALTER COLUMN id SET GENERATED ALWAYS;
{
    "".join(
        f"CREATE TRIGGER {GUARD} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION trama_audit_refuse();"
        for table in GUARDED
    )
}
"""
NO_GUARDS: Final = (
    "".join(f"DROP TRIGGER {GUARD} ON {table};" for table in GUARDED)
    + "DROP TRIGGER trama_stamp ON audit_event; ALTER TABLE audit_event ALTER COLUMN id SET GENERATED BY DEFAULT;"
    " DROP FUNCTION trama_audit_refuse(); DROP FUNCTION trama_audit_stamp();"
)
