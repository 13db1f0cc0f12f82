"""Sessions of a Tavolo di Rete: who was there, on a grid and on paper; who left the protocol is outside."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.agreement.models import Signatory
from trama.protocol.agreement.services import known
from trama.protocol.meetings.models import NetworkTable, TableSession
from trama.protocol.meetings.selectors import tables as selectors
from trama.protocol.meetings.selectors.sittings import attendance_grid, attendance_of_session
from trama.protocol.meetings.services import tables as services
from trama.protocol.meetings.session_papers import session_call_pdf, session_minutes_pdf
from trama.protocol.meetings.states import Attendance
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
Clients = Callable[[Person], Client]
YEAR = timezone.localdate().year
PAGES = ("table", "table_attendance")
OF_SESSION = ("session", "session_call", "session_minutes", "session_calendar")


def recorded(cast: Cast, session: TableSession, **codes: str) -> TableSession:
    there = {cast.organisations[name]: code for name, code in codes.items()}
    with acting(cast.franca.actor):
        return services.record_session_attendance(
            actor=cast.franca.actor, session_id=session.pk, attendance=there
        )


def written(cast: Cast, session: TableSession, *, approve: bool = False) -> TableSession:
    with acting(cast.franca.actor):
        return services.write_session(
            actor=cast.franca.actor, session_id=session.pk, minutes="Si è parlato di posti.\nE di notti.",
            priorities=["Posti", "Notti"], approve=approve,
        )  # fmt: skip


def shared(cast: Cast, session: TableSession) -> None:
    with acting(cast.franca.actor):
        services.share_session(actor=cast.franca.actor, session_id=session.pk, share=True)


def leaves(cast: Cast, name: str, days: int = 0) -> Signatory:
    """The body withdraws from the protocol, `days` from today."""
    tea = cast.tea.actor
    with acting(tea):
        row = Signatory.objects.get(organisation=cast.organisations[name])
        return known.withdraw_signatory(
            actor=tea, signatory=row, on=timezone.localdate() + timedelta(days=days), act="Delibera 9"
        )


def grid_of(person: Person, table: NetworkTable) -> dict[str, list[Attendance | None]]:
    with acting(person.actor):
        found = attendance_grid(person.actor, selectors.find_table(person.actor, table.pk), YEAR)
        return {line.organisation.short_name: [code for _one, code in line.cells] for line in found.lines}


def test_the_grid_says_who_was_at_which_session(cast: Cast) -> None:
    table = making.a_table(cast, "ginestra", "iris")
    first, second = making.a_session(cast, table, -3), making.a_session(cast, table, -2)
    making.a_session(cast, table, 3)  # not held: not on the grid
    recorded(cast, first, aurora="present", ginestra="present", iris="excused")
    recorded(cast, second, aurora="present", ginestra="absent")
    expected = {
        "Centro antiviolenza Aurora": [Attendance.PRESENT, Attendance.PRESENT],
        "Casa rifugio Ginestra": [Attendance.PRESENT, Attendance.ABSENT],
        "Centro antiviolenza Iris": [Attendance.EXCUSED, None],
    }
    assert grid_of(cast.franca, table) == expected
    assert grid_of(cast.nora, table) == expected, "whoever sits reads it"


def test_the_lead_body_finds_nothing_until_a_session_is_shared_and_then_that_one_alone(
    cast: Cast, client_of: Clients
) -> None:
    table = making.a_table(cast)
    first, second = making.a_session(cast, table, -3), making.a_session(cast, table, -2)
    for session in (first, second):
        recorded(cast, session, aurora="present", ginestra="absent")
        written(cast, session)
    pages = [reverse(f"protocol:{name}", args=[table.pk]) for name in PAGES]
    pages += [reverse(f"protocol:{name}", args=[first.pk]) for name in OF_SESSION]
    tea, ivana, nora = client_of(cast.tea), client_of(cast.ivana), client_of(cast.nora)
    assert [tea.get(page).status_code for page in pages] == [404] * len(pages)
    assert [nora.get(page).status_code for page in pages] == [200] * len(pages)
    shared(cast, first)
    assert [tea.get(page).status_code for page in pages] == [200] * len(pages)
    assert [ivana.get(page).status_code for page in pages] == [404] * len(pages), "for the lead body alone"
    others = [reverse(f"protocol:{name}", args=[second.pk]) for name in OF_SESSION]
    assert [tea.get(page).status_code for page in others] == [404] * len(others)
    assert grid_of(cast.tea, table) == {
        "Centro antiviolenza Aurora": [Attendance.PRESENT],
        "Casa rifugio Ginestra": [Attendance.ABSENT],
    }
    with acting(cast.tea.actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM protocol_sessionattendance")
        assert cursor.fetchone() == (2,)


def test_only_the_chair_writes_who_was_there_and_only_until_the_minutes_are_approved(
    cast: Cast, client_of: Clients
) -> None:
    session = making.a_session(cast, making.a_table(cast))
    with acting(cast.nora.actor), pytest.raises(Forbidden):
        services.record_session_attendance(actor=cast.nora.actor, session_id=session.pk, attendance={})
    shared(cast, session)
    url = reverse("protocol:session_attendance", args=[session.pk])
    assert client_of(cast.tea).post(url, {}).status_code in (403, 404)
    early = making.a_session(cast, making.a_table(cast), days=4)
    with acting(cast.franca.actor), pytest.raises(DomainError, match="too_early"):
        services.record_session_attendance(actor=cast.franca.actor, session_id=early.pk, attendance={})
    assert recorded(cast, session, aurora="present").state == "held"
    written(cast, session, approve=True)
    with pytest.raises(DomainError, match="frozen"):
        recorded(cast, session, aurora="absent")
    with (
        pytest.raises(DatabaseError, match="between the session and the approval"),
        acting(cast.franca.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE protocol_sessionattendance SET attendance = 'absent'")


def test_by_raw_sql_nobody_who_never_sat_was_there(cast: Cast) -> None:
    session = recorded(cast, making.a_session(cast, making.a_table(cast)), aurora="present")
    row = (
        "INSERT INTO protocol_sessionattendance (id, organisation_id, network_id, session_id, attendance)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'present')"
    )
    cases = (
        (cast.franca, "sociale", "never sat"),
        (cast.tea, "ginestra", "is written between"),
        (cast.nora, "ginestra", "row-level security"),
    )
    for person, body, why in cases:
        with pytest.raises(DatabaseError, match=why), acting(person.actor), connection.cursor() as cursor:
            cursor.execute(row, [cast.organisations[body], cast.network_id, session.pk])
    with acting(cast.nora.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_sessionattendance SET attendance = 'absent'")
        assert cursor.rowcount == 0, "she reads it and does not write it"


def test_the_sheet_of_a_session_takes_ticks_and_keeps_what_a_colleague_wrote(
    cast: Cast, client_of: Clients
) -> None:
    session = making.a_session(cast, making.a_table(cast, "ginestra", "iris"))
    client, url = client_of(cast.franca), reverse("protocol:session_attendance", args=[session.pk])
    aurora, ginestra, iris = (str(cast.organisations[one]) for one in ("aurora", "ginestra", "iris"))
    opened = client.get(url).text
    assert "Aveva risposto" not in opened and opened.count('name="was"') == 3
    assert client.post(url, {"present": [aurora], "excused": [ginestra]}).status_code == 302
    empty = [f"{body}:" for body in (aurora, ginestra, iris)]
    late = client.post(url, {"was": empty, "present": [aurora, iris], "excused": [ginestra]})
    assert late.status_code == 422 and "Una collega ha segnato: Assente" in late.text
    with acting(cast.franca.actor):
        found = attendance_of_session(session)
    assert {code.value: len(names) for code, names in found.items()} == {
        "present": 1,
        "excused": 1,
        "absent": 1,
    }
    page = client.get(reverse("protocol:table_attendance", args=[session.table_id])).text
    assert "1 su 1" in page and "0 su 1" in page


def test_the_papers_of_a_session_are_the_same_to_the_byte(cast: Cast) -> None:
    session = making.a_session(cast, making.a_table(cast))
    recorded(cast, session, aurora="present", ginestra="excused")
    for approve in (False, True):
        written(cast, session, approve=approve)
        with acting(cast.nora.actor):
            row = selectors.find_session(cast.nora.actor, session.pk)
            there = attendance_of_session(row)
            call = session_call_pdf(row, seats=["Aurora", "Ginestra"], network="Rete")
            said = session_minutes_pdf(row, there=there, network="Rete")
            assert call.startswith(b"%PDF") and said.startswith(b"%PDF")
            assert said == session_minutes_pdf(row, there=there, network="Rete")
    with acting(cast.franca.actor):
        bare = services.call_session(
            actor=cast.franca.actor, table_id=session.table_id, title="Senza ordine del giorno",
            starts_at=making.noon(1), ends_at=making.noon(2), link="https://video.example/tavolo",
        )  # fmt: skip
        services.cancel_session(actor=cast.franca.actor, session_id=bare.pk)
        row = selectors.find_session(cast.franca.actor, bare.pk)
        assert session_call_pdf(row, seats=[], network="Rete").startswith(b"%PDF")


def test_the_lead_body_does_not_read_who_sits_in_a_shared_call(cast: Cast, client_of: Clients) -> None:
    session = making.a_session(cast, making.a_table(cast))
    shared(cast, session)
    url = reverse("protocol:session_call", args=[session.pk])
    mine, theirs = client_of(cast.nora).get(url), client_of(cast.tea).get(url)
    assert mine["Content-Type"] == theirs["Content-Type"] == "application/pdf"
    assert len(mine.content) > len(theirs.content)


def test_a_body_that_withdraws_reads_nothing_more_from_that_day_on(cast: Cast, client_of: Clients) -> None:
    """Its seat stays written: nobody has to remember to end it, and the chair sees that it is outside."""
    table = making.a_table(cast, "ginestra", "iris")
    session = making.a_session(cast, table)
    recorded(cast, session, aurora="present")
    with acting(cast.franca.actor):
        services.put_paper(actor=cast.franca.actor, table_id=table.pk, title="Posti", text="Mancano.")
    ivana = client_of(cast.ivana)
    urls = [reverse("protocol:table", args=[table.pk]), reverse("protocol:session", args=[session.pk])]
    row = leaves(cast, "iris", days=5)
    assert [ivana.get(url).status_code for url in urls] == [200, 200], "not yet"
    with acting(cast.tea.actor):
        known.take_back_withdrawal(actor=cast.tea.actor, signatory=row)
    leaves(cast, "iris")
    assert [ivana.get(url).status_code for url in urls] == [404, 404]
    assert session.title not in ivana.get(reverse("protocol:tables")).text
    with acting(cast.ivana.actor), connection.cursor() as cursor:
        for name in ("networktable", "tablesession", "tablepaper", "sessionattendance"):
            cursor.execute(f"SELECT count(*) FROM protocol_{name}")
            assert cursor.fetchone() == (0,), name
    with acting(cast.ivana.actor), pytest.raises(Http404):
        services.put_paper(actor=cast.ivana.actor, table_id=table.pk, title="Ancora", text="Qui.")
    page = client_of(cast.franca).get(urls[0]).text
    assert "Ha lasciato il protocollo: non legge più" in page
    with acting(cast.tea.actor):
        known.take_back_withdrawal(actor=cast.tea.actor, signatory=row)
    assert [ivana.get(url).status_code for url in urls] == [200, 200], "it was a slip"


def test_a_table_whose_chair_left_is_taken_in_hand_by_who_sits(cast: Cast, client_of: Clients) -> None:
    table = making.a_table(cast, "ginestra", "iris")
    change = reverse("protocol:change_table", args=[table.pk])
    nora = client_of(cast.nora)
    assert nora.get(change).status_code == 403
    leaves(cast, "aurora")
    with acting(cast.franca.actor), pytest.raises(Http404):
        making.a_session(cast, table)
    assert "ha lasciato il protocollo" in nora.get(reverse("protocol:table", args=[table.pk])).text
    ginestra, iris = (str(cast.organisations[one]) for one in ("ginestra", "iris"))
    typed = {"name": table.name, "members": [ginestra, iris]}
    refused = nora.post(change, {**typed, "chair": iris})
    assert refused.status_code == 422 and "Prima lo coordina il tuo ente" in refused.text
    assert nora.post(change, {**typed, "chair": ginestra}).status_code == 302
    with acting(cast.nora.actor):
        found = selectors.table_page(cast.nora.actor, table.pk)
        assert found.holds(cast.nora.organisation_id)
        assert {str(seat.organisation_id) for seat in found.seats} == {ginestra, iris}
        assert found.gone == frozenset()
        services.call_session(
            actor=cast.nora.actor, table_id=table.pk, title="Nuova", starts_at=making.noon(1), ends_at=making.noon(2),
            link="https://video.example/tavolo",
        )  # fmt: skip
    with acting(cast.nora.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_networktable SET name = name")
        assert cursor.rowcount == 1


def test_nobody_takes_a_table_whose_chair_is_there(cast: Cast) -> None:
    table = making.a_table(cast, "ginestra", "iris")
    with acting(cast.nora.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_networktable SET chair_id = %s", [cast.nora.organisation_id])
        assert cursor.rowcount == 0
    leaves(cast, "aurora")
    for person in (cast.tea, cast.sofia, cast.franca):
        with acting(person.actor), connection.cursor() as cursor:
            cursor.execute("UPDATE protocol_networktable SET chair_id = %s", [person.organisation_id])
            assert cursor.rowcount == 0, person.name
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        acting(cast.nora.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE protocol_networktable SET chair_id = %s WHERE id = %s",
            [cast.organisations["iris"], table.pk],
        )


def test_the_grid_asks_as_much_for_many_sessions_as_for_one(
    cast: Cast, client_of: Clients, django_assert_max_num_queries: Callable[..., object]
) -> None:
    table = making.a_table(cast, "ginestra", "iris")
    for days in range(-6, 0):
        recorded(cast, making.a_session(cast, table, days), aurora="present", ginestra="absent")
    with acting(cast.franca.actor):
        row = selectors.find_table(cast.franca.actor, table.pk)
        with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
            found = attendance_grid(cast.franca.actor, row, YEAR)
    assert [line.present for line in found.lines] == [0, 6, 0]
