"""The database itself refuses to change the trail, and lets nobody write another's row or the past."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from trama.access.context import acting
from trama.audit.models import Event
from trama.audit.services import record, record_anonymous
from trama.audit.tests.cast import operator, write

pytestmark = pytest.mark.django_db(databases=["default", "maintenance"])
TABLES = {"audit_event": "action", "audit_seal": "rows", "audit_covered": "seal_id"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize("role", ["default", "maintenance"])
def test_nobody_changes_the_trail_by_a_plain_statement(table: str, verb: str, role: str) -> None:
    with pytest.raises(DatabaseError), connections[role].cursor() as cursor:
        cursor.execute(verb.format(table, TABLES[table]))


def test_the_application_cannot_take_the_guards_away() -> None:
    for statement in ("DISABLE TRIGGER ALL", "DISABLE ROW LEVEL SECURITY", "OWNER TO trama_app"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE audit_event {statement}")


def test_the_application_can_choose_neither_instant_nor_number() -> None:
    columns = "at, action, subjects, detail, roles, offices"
    insert = f"INSERT INTO audit_event ({columns}) VALUES ('2020-01-01', 'x', '{{}}', '', '{{}}', '{{}}')"
    with connection.cursor() as cursor:
        cursor.execute(insert)
        cursor.execute("SELECT oldest > now() - interval '1 hour' FROM trama_audit_unsealed(0)")
        assert cursor.fetchone()[0]
        with pytest.raises(DatabaseError):
            cursor.execute(insert.replace("(at,", "(id,").replace("'2020-01-01'", "7"))


def test_an_organisation_reads_its_own_rows_only() -> None:
    mine, theirs = operator(), operator()
    write(2, actor=mine)
    write(1, actor=theirs)
    with acting(mine):
        assert Event.objects.count() == 2
    assert Event.objects.count() == 0


def test_a_row_in_anothers_name_is_refused() -> None:
    mine, theirs = operator(), operator()
    with pytest.raises(DatabaseError), acting(mine):
        record(theirs, "path.read", uuid4())


def test_a_row_of_nobodys_is_written_and_read_by_nobody() -> None:
    record_anonymous("signin.failed", detail="unknown")
    with acting(operator()):
        assert Event.objects.count() == 0


def test_a_row_says_roles_and_offices_of_that_time() -> None:
    actor = operator()
    write(1, actor=actor)
    with acting(actor):
        event = Event.objects.get()
    assert event.roles == ["operator"]
    assert event.offices == sorted(actor.service_ids)


def test_the_sealer_sees_hashes_of_all_and_rows_of_none() -> None:
    write(3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM trama_audit_uncovered(0, 100, 1::smallint)")
        assert [column.name for column in cursor.description] == ["event_id", "hash"]
        assert {len(row_hash) for _id, row_hash in cursor.fetchall()} == {32}
    assert Event.objects.count() == 0


def test_the_public_role_may_not_ask_for_hashes() -> None:
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('trama_public', oid, 'EXECUTE') FROM pg_proc"
            " WHERE proname LIKE 'trama_audit_%' AND prosecdef"
        )
        assert {allowed for _name, allowed in cursor.fetchall()} == {False}
