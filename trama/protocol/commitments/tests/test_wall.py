"""The same rules by raw SQL: what a bug of ours, or a person at the database's door, cannot write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from trama.access.context import acting
from trama.protocol.commitments.models import Commitment, DataTerm, Evidence, Ownership
from trama.protocol.commitments.tests.acts import YEAR, confirm, give, owns
from trama.testing.cast import Cast, Person

INSERT = (
    "INSERT INTO protocol_evidence (id, organisation_id, network_id, ownership_id, year, kind, day, title, text,"
    " url, source, state, way, entered_by_id, entered_by_user, returned_because, decided_by_id, decided_by_user,"
    " decided_at)"
    " VALUES (gen_random_uuid(), %(organisation)s, %(network)s, %(ownership)s, %(year)s, 'document', now(), 'x',"
    " '', '', '', %(state)s::text, %(way)s, %(entered_by)s, %(user)s, '', %(decided_by)s, %(decided_by_user)s,"
    " CASE WHEN %(state)s::text = 'confirmed' THEN now() END)"
)
CONFIRM = (
    "UPDATE protocol_evidence SET state = 'confirmed', decided_at = now(), decided_by_id = %s, decided_by_user = %s"
    " WHERE id = %s"
)


@contextmanager
def refused() -> Iterator[None]:
    """The database says no: by a policy or trigger (42501), a check (23514), a foreign key (23503)."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():  # noqa: PT012
        yield
        connection.check_constraints()
    assert getattr(caught.value.__cause__, "sqlstate", "") in {"42501", "23514", "23503"}, caught.value


def sql(statement: str, parameters: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def row(cast: Cast, person: Person, body: str, **changes: Any) -> dict[str, Any]:
    """A whole row as `person` would enter it for `body`."""
    return {
        "organisation": cast.organisations[body], "network": cast.network_id,
        "ownership": owns(cast, body, "A3-03").pk, "year": YEAR, "state": "waiting", "way": "referent",
        "entered_by": person.organisation_id, "user": person.user_id, "decided_by": None, "decided_by_user": None,
        **changes,
    }  # fmt: skip


def test_a_body_enters_its_own_and_no_others(cast: Cast) -> None:
    with acting(cast.ivana.actor):
        assert sql(INSERT, row(cast, cast.ivana, "iris")) == 1
        for changes in (
            {},
            {"way": "lead"},
            {"entered_by": cast.organisations["aurora"]},
            {"entered_by": cast.organisations["aurora"], "user": cast.franca.user_id},
        ):
            with refused():
                sql(INSERT, row(cast, cast.ivana, "aurora", **changes))
        with refused():  # its own id on another's commitment
            sql(INSERT, row(cast, cast.ivana, "iris", ownership=owns(cast, "aurora", "A3-03").pk))
            sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_evidence_begins_waiting_in_the_name_of_who_enters_it(cast: Cast) -> None:
    with acting(cast.ivana.actor):
        for changes in (
            {"user": uuid4()},
            {"user": None},
            {"entered_by": cast.organisations["capofila"]},
            {
                "state": "confirmed",
                "decided_by": cast.ivana.organisation_id,
                "decided_by_user": cast.ivana.user_id,
            },
            {"way": "link"},
        ):
            with refused():
                sql(INSERT, row(cast, cast.ivana, "iris", **changes))


def test_the_lead_body_enters_for_a_body_only_marked_as_such(cast: Cast) -> None:
    with acting(cast.tea.actor):
        assert sql(INSERT, row(cast, cast.tea, "iris", way="lead")) == 1
        with refused():
            sql(INSERT, row(cast, cast.tea, "iris", way="referent"))
        with refused():
            sql(INSERT, row(cast, cast.tea, "capofila", way="lead"))


def decides(cast: Cast, person: Person, evidence: Evidence, *, as_user: Any = None) -> int:
    with acting(person.actor):
        return sql(CONFIRM, [person.organisation_id, as_user or person.user_id, evidence.pk])


def test_the_lead_body_cannot_confirm_its_own_without_a_second_person(cast: Cast) -> None:
    given = give(cast, cast.tea, "capofila", "DIR-12")
    with refused():
        decides(cast, cast.tea, given)
    with refused():  # nor in another's name
        decides(cast, cast.tea, given, as_user=cast.tilde.user_id)
    assert decides(cast, cast.tilde, given) == 1


def test_a_body_confirms_only_what_the_lead_body_entered_for_it(cast: Cast) -> None:
    own = give(cast, cast.franca, "aurora", "CAV-00c")
    for_it = give(cast, cast.tea, "aurora", "CAV-00a")
    with refused():
        decides(cast, cast.franca, own)
    assert decides(cast, cast.ivana, own) == 0  # another body's row is not there to be written
    for coordinator in (cast.tea, cast.tilde):
        with refused():
            decides(cast, coordinator, for_it)
    assert decides(cast, cast.tea, own) == 1
    assert decides(cast, cast.franca, for_it) == 1


@pytest.mark.parametrize(
    "change",
    [
        "title = 'altro'", "day = '2020-01-01'", "year = 2024", "way = 'link'", "entered_by_user = gen_random_uuid()",
        "state = 'waiting'", "state = 'returned'", "decided_by_user = gen_random_uuid()", "entered_at = now()",
    ],
)  # fmt: skip
def test_nothing_of_what_was_confirmed_changes(cast: Cast, change: str) -> None:
    given = confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    for person in (cast.franca, cast.tea):
        with acting(person.actor), refused():
            sql(f"UPDATE protocol_evidence SET {change} WHERE id = %s", [given.pk])


def test_evidence_is_withdrawn_by_its_body_and_never_comes_back(cast: Cast) -> None:
    withdraw = (
        "UPDATE protocol_evidence SET state = 'withdrawn', withdrawn_at = now(), withdrawn_by_id = %s"
        " WHERE id = %s"
    )
    given = confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    with acting(cast.ivana.actor):
        assert sql(withdraw, [cast.ivana.organisation_id, given.pk]) == 0
    with acting(cast.tea.actor), refused():
        sql(withdraw, [cast.tea.organisation_id, given.pk])
    with acting(cast.franca.actor):
        assert sql(withdraw, [cast.franca.organisation_id, given.pk]) == 1
        with refused():
            sql("UPDATE protocol_evidence SET state = 'confirmed' WHERE id = %s", [given.pk])
        with refused():
            sql("DELETE FROM protocol_evidence")


def test_only_the_lead_body_writes_commitments_owners_and_dates(cast: Cast) -> None:
    with acting(cast.franca.actor):
        assert Commitment.objects.count() == 191
        assert Ownership.objects.exists()
        assert Commitment.objects.update(text_it="x") == 0
        assert Ownership.objects.update(until="2026-01-01") == 0
        with refused():
            DataTerm.objects.create(
                organisation_id=cast.franca.organisation_id,
                network_id=cast.network_id,
                year=YEAR,
                due_on="2026-06-30",
            )


def test_another_network_reads_nothing(cast: Cast) -> None:
    give(cast, cast.franca, "aurora", "CAV-00c")
    with acting(cast.franca.actor):
        sql("SELECT set_config('trama.network', %s, true)", [str(uuid4())])
        for model in (Commitment, Ownership, Evidence, DataTerm):
            assert not model.objects.exists()
