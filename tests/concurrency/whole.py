"""Every act is whole with its audit row, or absent: asked of the database by who sees all of it."""

import time
from uuid import UUID

from django.db import connections

from trama.access.context import acting
from trama.audit import witness
from trama.audit.sealing import seal_pending
from trama.audit.verification import verify
from trama.cases.selectors.one import open_record
from trama.testing.cast import Person

# Each names the acts of one kind that lack something; none may be found.
HALVES = {
    "a path whose opening is not in the trail, or twice": """
        SELECT p.id FROM cases_path p WHERE 1 <> (
            SELECT count(*) FROM audit_event e WHERE e.action = 'path.open' AND p.id = ANY (e.subjects)
            AND e.organisation_id = p.organisation_id)""",
    "an opening in the trail without its path": """
        SELECT e.id FROM audit_event e WHERE e.action = 'path.open'
        AND NOT EXISTS (SELECT 1 FROM cases_path p WHERE p.id = ANY (e.subjects))""",
    "a woman without a path": """
        SELECT w.id FROM cases_woman w WHERE NOT EXISTS (SELECT 1 FROM cases_path p WHERE p.woman_id = w.id)""",
    "a record key that nothing uses": """
        SELECT k.id FROM vault_recordkey k
        WHERE NOT EXISTS (SELECT 1 FROM cases_woman w WHERE w.record_key_id = k.id)
        AND NOT EXISTS (SELECT 1 FROM accounts_colleague m WHERE m.record_key_id = k.id)""",
    "a note that is not in the trail": """
        SELECT n.id FROM cases_entry n WHERE NOT EXISTS (
            SELECT 1 FROM audit_event e WHERE e.action = 'path.note' AND n.id = ANY (e.subjects))""",
    "a note in the trail that is not there": """
        SELECT e.id FROM audit_event e WHERE e.action = 'path.note'
        AND NOT EXISTS (SELECT 1 FROM cases_entry n WHERE n.id = ANY (e.subjects))""",
}
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'trama_app'"


def query(sql: str) -> list[tuple[object, ...]]:
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def wait_for_silence() -> None:
    """What a dead process had begun is over, one way or the other."""
    connections["default"].close()
    while query(OTHERS) != [(0,)]:
        time.sleep(0.01)


def check(told: list[UUID], person: Person) -> None:
    """Nothing half, nothing lost that was said to be done, and the trail verifies before and after sealing on."""
    wait_for_silence()
    for what, sql in HALVES.items():
        assert query(sql) == [], what
    there = {path_id for (path_id,) in query("SELECT id FROM cases_path")}
    assert set(told) <= there, "what was told as done is gone"
    for _turn in range(2):
        report = verify()
        assert report.ok, report.findings
        assert report.unwitnessed <= 1
        seal_pending()
    assert report.seals == len(witness.path().read_text().splitlines())
    if told:
        with acting(person.actor):
            page = open_record(person.actor, person.unlock(), told[-1])
        assert page.name == "Zoë"
    for alias in connections:
        connections[alias].close()
