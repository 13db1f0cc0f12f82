"""The centres' tables, by raw SQL: the lead body sees nothing unshared, other bodies see nothing at all."""

import pytest
from django.db import DatabaseError, connection
from django.http import Http404

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.meetings.models import NetworkTable, TablePaper, TableSession
from trama.protocol.meetings.selectors import tables as selectors
from trama.protocol.meetings.services import tables as services
from trama.protocol.meetings.states import MeetingState
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
TABLES = ("protocol_networktable", "protocol_tableseat", "protocol_tablesession", "protocol_tablepaper")


def seen(person: Person) -> dict[str, int]:
    """How many rows of each table this person's transaction reads."""
    counts = {}
    with acting(person.actor), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table.removeprefix("protocol_")] = cursor.fetchone()[0]
    return counts


NOTHING = {"networktable": 0, "tableseat": 0, "tablesession": 0, "tablepaper": 0}


def laid(cast: Cast) -> tuple[NetworkTable, TableSession, TablePaper]:
    """A table of Aurora and Ginestra with a session and a paper."""
    table = making.a_table(cast)
    session = making.a_session(cast, table)
    with acting(cast.nora.actor):
        paper = services.put_paper(
            actor=cast.nora.actor, table_id=table.pk, title="Posti", text="Mancano posti."
        )
    return table, session, paper


def test_who_sits_reads_all_and_nobody_else_anything(cast: Cast) -> None:
    laid(cast)
    whole = {"networktable": 1, "tableseat": 2, "tablesession": 1, "tablepaper": 1}
    assert seen(cast.franca) == whole
    assert seen(cast.nora) == whole
    for person in (cast.tea, cast.ugo, cast.ivana, cast.irma, cast.sofia):
        assert seen(person) == NOTHING, person.name


def test_the_lead_body_reads_what_is_shared_and_no_more(cast: Cast) -> None:
    _table, session, paper = laid(cast)
    with acting(cast.franca.actor):
        services.share_session(actor=cast.franca.actor, session_id=session.pk, share=True)
    assert seen(cast.tea) == {**NOTHING, "networktable": 1, "tablesession": 1}
    assert seen(cast.ivana) == NOTHING, "shared with the lead body alone"
    with acting(cast.nora.actor):
        services.share_paper(actor=cast.nora.actor, paper_id=paper.pk, share=True)
    with acting(cast.franca.actor):
        services.share_session(actor=cast.franca.actor, session_id=session.pk, share=False)
    assert seen(cast.tea) == {**NOTHING, "networktable": 1, "tablepaper": 1}


def test_the_lead_body_can_neither_share_for_itself_nor_sit_down(cast: Cast) -> None:
    table, session, _paper = laid(cast)
    with acting(cast.tea.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_tablesession SET shared_at = now()")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE protocol_networktable SET chair_id = %s", [cast.tea.organisation_id])
        assert cursor.rowcount == 0
    seat = (
        "INSERT INTO protocol_tableseat (id, organisation_id, network_id, table_id, since)"
        " VALUES (gen_random_uuid(), %s, %s, %s, current_date)"
    )
    for person in (cast.tea, cast.ivana):
        with pytest.raises(DatabaseError), acting(person.actor), connection.cursor() as cursor:
            cursor.execute(seat, [person.organisation_id, cast.network_id, table.pk])
    chair = acting(cast.franca.actor)
    with pytest.raises(DatabaseError, match="centres and shelters"), chair, connection.cursor() as cursor:
        cursor.execute(seat, [cast.organisations["capofila"], cast.network_id, table.pk])
    with acting(cast.tea.actor), pytest.raises(Http404):
        selectors.find_session(cast.tea.actor, session.pk)


def test_whoever_leaves_reads_nothing_more_and_does_not_come_back_by_itself(cast: Cast) -> None:
    table = making.a_table(cast, "ginestra", "iris")
    making.a_session(cast, table)
    assert seen(cast.ivana)["tablesession"] == 1
    with acting(cast.franca.actor):
        services.change_table(
            actor=cast.franca.actor, table_id=table.pk, name=table.name, members=making.ids_of(cast, "ginestra"),
            chair=cast.organisations["aurora"],
        )  # fmt: skip
    assert seen(cast.ivana) == {**NOTHING, "tableseat": 1}, "only that it once sat there"
    with (
        pytest.raises(DatabaseError, match="only ends"),
        acting(cast.ivana.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE protocol_tableseat SET until = NULL")


def test_the_chair_is_handed_over_to_who_sits(cast: Cast) -> None:
    table = making.a_table(cast)
    with acting(cast.franca.actor):
        services.change_table(
            actor=cast.franca.actor, table_id=table.pk, name="Altro", members=making.ids_of(cast, "ginestra"),
            chair=cast.organisations["ginestra"],
        )  # fmt: skip
        with pytest.raises(Forbidden):
            making.a_session(cast, table)
    with acting(cast.nora.actor):
        services.call_session(
            actor=cast.nora.actor, table_id=table.pk, title="Nuova", starts_at=making.noon(1), ends_at=making.noon(2),
            link="https://video.example/tavolo",
        )  # fmt: skip


def test_only_centres_and_shelters_open_one(cast: Cast) -> None:
    with acting(cast.sofia.actor), pytest.raises(Forbidden):
        services.open_table(actor=cast.sofia.actor, name="Nostro", members=set())
    with acting(cast.franca.actor), pytest.raises(DomainError) as refused:
        services.open_table(actor=cast.franca.actor, name="Con tutti", members=making.ids_of(cast, "sociale"))
    assert refused.value.code == "not_a_centre"


def test_approved_minutes_of_a_session_are_frozen_and_can_still_be_shared(cast: Cast) -> None:
    _table, session, _paper = laid(cast)
    franca = cast.franca.actor
    with acting(franca):
        services.write_session(
            actor=franca,
            session_id=session.pk,
            minutes="Si è parlato.",
            priorities=["Posti", "Lavoro"],
            approve=True,
        )
        with pytest.raises(DomainError):
            services.write_session(actor=franca, session_id=session.pk, minutes="Altro", priorities=[])
    with pytest.raises(DatabaseError, match="frozen"), acting(franca), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_tablesession SET minutes = 'altro'")
    with acting(franca):
        shared = services.share_session(actor=franca, session_id=session.pk, share=True)
        assert shared.current is MeetingState.APPROVED


def test_who_sits_but_does_not_hold_it_calls_nothing_and_shares_only_its_own_paper(cast: Cast) -> None:
    table, session, paper = laid(cast)
    nora = cast.nora.actor
    with acting(nora), pytest.raises(Forbidden):
        services.share_session(actor=nora, session_id=session.pk, share=True)
    with acting(cast.franca.actor), pytest.raises(Forbidden):
        services.share_paper(actor=cast.franca.actor, paper_id=paper.pk, share=True)
    with acting(nora), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_tablesession SET shared_at = now() WHERE table_id = %s", [table.pk])
        assert cursor.rowcount == 0
