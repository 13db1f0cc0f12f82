"""Who is on shift writes and reads nothing back; who reads takes each call over once, and nothing is lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.desks.services import remove_reader
from trama.accounts.members.services import change_roles
from trama.audit.models import Event
from trama.cases import services
from trama.cases.models import Call, ShiftCall
from trama.cases.selectors import list_calls, open_call, unread_calls
from trama.cases.tests.conftest import at_work
from trama.cases.tests.shifts import NOTE, Line, new_service, open_line
from trama.cases.tests.test_at_once import at_once
from trama.common.errors import DomainError
from trama.deadlines.models import Deadline
from trama.deadlines.selectors import agenda
from trama.testing.cast import Cast, Person
from trama.testing.forms import forms_of
from trama.vault.errors import KeyNotHeld
from trama.vault.models import SessionKey

ClientOf = Callable[[Person], Client]


@pytest.fixture
def line(cast: Cast) -> Line:
    return open_line(cast)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(wrap, 'escape') || encode(content, 'escape') FROM cases_shiftcall")
        return "".join(row[0] or "" for row in cursor.fetchall())


def on_agenda(person: Person) -> list[str]:
    with at_work(person) as hands:
        shown = agenda(hands.actor, hands.keyring)
        return [str(item.title) for _group, items in shown.groups for item in items]


# --- writing -----------------------------------------------------------------------------------------------------


def test_what_is_written_is_sealed(line: Line) -> None:
    line.write()
    with acting(line.bice):
        text = stored()
    assert text
    assert "dopo le nove" not in text
    assert "conversation" not in text


def test_who_wrote_it_opens_nothing_with_all_she_holds(cast: Cast, line: Line) -> None:
    written = line.write()
    keyring = cast.bice.unlock()
    with acting(line.bice):
        row = ShiftCall.objects.get(pk=written)
        with pytest.raises(KeyNotHeld):
            keyring.open_from_service(line.service_id, row.wrap, context=row.context)
        for reading in (
            lambda: services.take_over(actor=line.bice, keyring=keyring, shift_call_id=written),
            lambda: unread_calls(line.bice, keyring),
            lambda: list_calls(line.bice, keyring),
            lambda: open_call(line.bice, keyring, written),
        ):
            with pytest.raises(Forbidden):
                reading()


def test_even_as_an_operator_who_does_not_read_the_service_it_is_not_there(cast: Cast, line: Line) -> None:
    written = line.write()
    with at_work(cast.carla) as carla:
        assert unread_calls(carla.actor, carla.keyring) == []
        with pytest.raises(KeyNotHeld):
            services.take_over(**carla.who, shift_call_id=written)


def test_she_writes_only_to_her_own_services(cast: Cast, line: Line) -> None:
    other = new_service(cast, "Accoglienza")
    for actor in (line.bice, replace(line.bice, service_ids=frozenset())):
        with acting(actor), pytest.raises(DomainError, match="not_her_service"):
            services.write_shift_call(actor=actor, service_id=other, kind="silent")
    bound = replace(line.bice, service_ids=frozenset({other}))
    with acting(bound), pytest.raises(DomainError, match="service_without_key"):
        services.write_shift_call(actor=bound, service_id=other, kind="silent")


def test_only_who_is_on_shift_writes_here(cast: Cast, line: Line) -> None:
    ada = replace(cast.ada.actor, service_ids=frozenset({line.service_id}))
    with acting(ada), pytest.raises(Forbidden):
        services.write_shift_call(actor=ada, service_id=line.service_id, kind="silent")


def test_sent_twice_it_is_one(cast: Cast, line: Line) -> None:
    same = uuid4()
    line.write(call_id=same)
    line.write(call_id=same)
    with at_work(cast.ada) as ada:
        assert [call.id for call in unread_calls(ada.actor, ada.keyring)] == [same]
        services.take_over(**ada.who, shift_call_id=same)
    line.write(call_id=same)  # a click that comes after it was read
    with at_work(cast.ada) as ada:
        assert unread_calls(ada.actor, ada.keyring) == []
        assert Call.objects.count() == 1


def test_the_id_of_a_call_that_is_there_keeps_nobody_from_reading(cast: Cast, line: Line) -> None:
    """Somebody on shift who also works by day knows the ids of calls."""
    with at_work(cast.ada) as ada:
        there = services.log_call(**ada.who, kind="information").pk
    line.write(call_id=there)
    with at_work(cast.ada) as ada:
        assert services.take_over_all(**ada.who) == 1
        assert Call.objects.count() == 2
        assert unread_calls(ada.actor, ada.keyring) == []


# --- reading -----------------------------------------------------------------------------------------------------


def test_a_reader_takes_it_over_as_a_call_of_the_centre(cast: Cast, line: Line) -> None:
    written = line.write()
    with at_work(cast.ada) as ada:
        assert services.take_over(**ada.who, shift_call_id=written) == written
        row = ShiftCall.objects.get(pk=written)
        assert (row.wrap, row.content, row.call_id) == (None, None, written)
        done = Event.objects.filter(action="shift.read", user_id=cast.ada.user_id)
        assert [event.subjects for event in done] == [[written]]
    with at_work(cast.bianca) as bianca:  # who does not read the service reads the centre's calls as ever
        call = open_call(bianca.actor, bianca.keyring, written)
    assert (call.note, call.kind, call.from_shift) == (NOTE, "conversation", True)
    assert call.by_id == cast.bice.membership_id


def test_it_becomes_a_first_contact_and_is_erased_with_her(cast: Cast, line: Line) -> None:
    written = line.write()
    with at_work(cast.ada) as ada:
        services.take_over(**ada.who, shift_call_id=written)
        path = services.open_path(**ada.who, name="Zoë", from_call=written)
    with at_work(cast.bianca) as bianca:
        services.erase_woman(actor=bianca.actor, path_id=path.pk)
        assert not ShiftCall.objects.filter(pk=written).exists()
        assert not Call.objects.filter(pk=written).exists()


def test_the_second_reader_finds_the_first_ones_row(cast: Cast, line: Line) -> None:
    written = line.write()
    for person in (cast.ada, cast.agata):
        with at_work(person) as hands:
            assert services.take_over(**hands.who, shift_call_id=written) == written
            assert open_call(hands.actor, hands.keyring, written).note == NOTE
            assert Call.objects.count() == 1


def test_another_centre_finds_nothing(cast: Cast, line: Line) -> None:
    written = line.write()
    with at_work(cast.irma) as irma:
        assert unread_calls(irma.actor, irma.keyring) == []
        with pytest.raises(Http404):
            services.take_over(**irma.who, shift_call_id=written)


def test_a_row_is_sealed_or_taken_over_never_both(cast: Cast, line: Line) -> None:
    written = line.write()
    with acting(line.bice), pytest.raises(IntegrityError), transaction.atomic():
        ShiftCall.objects.filter(pk=written).update(wrap=None)


def test_who_reads_no_more_finds_nothing_and_who_stays_loses_nothing(cast: Cast) -> None:
    line = open_line(cast, (cast.ada, cast.agata, cast.carla))
    before = line.write()
    with at_work(cast.bianca) as bianca:
        remove_reader(**bianca.who, service_id=line.service_id, membership_id=cast.agata.membership_id)
    after = line.write()
    with at_work(cast.agata) as agata:
        assert unread_calls(agata.actor, agata.keyring) == []
        with pytest.raises(KeyNotHeld):
            services.take_over(**agata.who, shift_call_id=before)
    with at_work(cast.ada) as ada:
        assert [call.id for call in unread_calls(ada.actor, ada.keyring)] == [before, after]
        assert services.take_over_all(**ada.who) == 2


# --- the agenda --------------------------------------------------------------------------------------------------


def test_the_agenda_says_how_many_and_to_readers_only(cast: Cast, line: Line) -> None:
    first, _second = line.write(), line.write()
    assert on_agenda(cast.ada) == ["2 chiamate del turno da leggere"]
    assert on_agenda(cast.carla) == []
    with at_work(cast.ada) as ada:
        services.take_over(**ada.who, shift_call_id=first)
    assert on_agenda(cast.agata) == ["1 chiamata del turno da leggere"]
    with at_work(cast.ada) as ada:
        services.take_over_all(**ada.who)
    assert on_agenda(cast.agata) == []
    line.write()
    assert on_agenda(cast.agata) == ["1 chiamata del turno da leggere"]


def test_nobody_ticks_it_off_without_reading(cast: Cast, line: Line) -> None:
    line.write()
    with at_work(cast.ada):
        assert not Deadline.objects.get(state="open").rule.by_hand


# --- at the same instant ------------------------------------------------------------------------------------------


def test_of_two_who_open_at_once_both_get_the_one_call(committed: str, everybody: Cast) -> None:
    cast, line = everybody, open_line(everybody)
    written = line.write()
    people = iter([cast.ada, cast.agata, cast.ada, cast.agata])

    def take() -> object:
        with at_work(next(people)) as hands:
            return services.take_over(**hands.who, shift_call_id=written)

    assert set(at_once(4, take)) == {written}
    with at_work(cast.ada):
        assert Call.objects.count() == 1
        assert Event.objects.filter(action="shift.read", subjects=[written]).count() == 1


def test_a_call_written_while_the_last_one_is_read_is_on_the_agenda(committed: str, everybody: Cast) -> None:
    cast, line = everybody, open_line(everybody)

    def read() -> object:
        with at_work(cast.ada) as ada:
            return services.take_over_all(**ada.who)

    for _round in range(6):
        line.write()
        acts = iter([read, line.write, read])
        at_once(3, lambda todo=acts: next(todo)())  # type: ignore[misc]
        with at_work(cast.ada) as ada:
            waiting = unread_calls(ada.actor, ada.keyring)
        titles = on_agenda(cast.ada)
        assert bool(waiting) == bool(titles), (waiting, titles)


# --- the pages ----------------------------------------------------------------------------------------------------


def sent(browser: Client, **typed: Any) -> Any:
    page = browser.get("/turno/").text
    once = re.search(r'name="once" value="([0-9a-f-]+)"', page)
    assert once
    return browser.post("/turno/", {"kind": "conversation", "once": once[1], **typed}, follow=True)


def test_her_day_begins_at_the_form_and_ends_there(cast: Cast, client_of: ClientOf, line: Line) -> None:
    bice = client_of(cast.bice)
    assert bice.get("/")["Location"] == "/turno/"
    answer = sent(bice, note=NOTE, urgency="emergency")
    assert "non si può rileggere" in answer.text
    assert answer.redirect_chain == [("/turno/", 302)]
    for page in (answer, bice.get("/turno/")):
        assert "dopo le nove" not in page.text
        assert "nessuna" not in page.text
    with at_work(cast.ada) as ada:
        (call,) = unread_calls(ada.actor, ada.keyring)
    for address in (
        f"/telefonate/{call.id}/",
        f"/telefonate/turno/{call.id}/",
        "/telefonate/turno/",
        "/telefonate/",
        "/percorsi/",
        "/agenda/",
        f"/turno/{call.id}/",
    ):
        assert bice.get(address).status_code in {403, 404}, address
        assert bice.post(address).status_code in {403, 404}, address


def test_a_silent_call_is_one_touch(cast: Cast, client_of: ClientOf, line: Line) -> None:
    page = client_of(cast.bice)
    assert "Era muta" in page.get("/turno/").text
    assert sent(page, kind="silent").status_code == 200
    with at_work(cast.ada) as ada:
        (call,) = unread_calls(ada.actor, ada.keyring)
        services.take_over(**ada.who, shift_call_id=call.id)
        assert open_call(ada.actor, ada.keyring, call.id).kind == "silent"


@pytest.mark.parametrize(("who", "name"), [("bice", "cases:shift"), ("ada", "cases:log_call")])
def test_a_call_has_the_hour_at_which_it_is_sent_however_long_the_page_was_open(
    cast: Cast, client_of: ClientOf, line: Line, who: str, name: str
) -> None:
    """After each call the page is there again, and waits for the next one: it proposes no hour, least of all folded."""
    page = client_of(cast.people[who])
    shown = forms_of(page.get(reverse(name)).text)
    (form,) = [one for one in shown if any(control.name == "at" for control in one.controls)]
    assert [control.value for control in form.controls if control.name == "at"] == [""]
    before = timezone.now()
    page.post(reverse(name), {"kind": "conversation", "at": ""})
    with at_work(cast.ada) as ada:
        services.take_over_all(**ada.who)
        assert all(before <= call.at for call in list_calls(ada.actor, ada.keyring).object_list)


def test_with_two_services_she_says_which(cast: Cast, client_of: ClientOf, line: Line) -> None:
    other = open_line(cast, name="Pronto soccorso")
    with at_work(cast.bianca) as bianca:
        both = [line.service_id, other.service_id]
        change_roles(
            **bianca.who, membership_id=cast.bice.membership_id, roles=[Role.SHIFT], service_ids=both
        )
    bice = client_of(cast.bice)
    assert bice.post("/turno/", {"kind": "silent"}).status_code == 422
    assert bice.post("/turno/", {"kind": "silent", "service": str(uuid4())}).status_code == 422
    assert sent(bice, service=str(other.service_id)).status_code == 200
    with at_work(cast.ada) as ada:
        assert [call.service_id for call in unread_calls(ada.actor, ada.keyring)] == [other.service_id]


def test_without_a_service_she_is_told_whom_to_ask(cast: Cast, client_of: ClientOf) -> None:
    assert "Non sei ancora di turno" in client_of(cast.bice).get("/turno/").text


def test_the_readers_pages(cast: Cast, client_of: ClientOf, line: Line) -> None:
    first, second = line.write(), line.write(kind="information")
    ada = client_of(cast.ada)
    assert "2 chiamate aspettano" in ada.get("/telefonate/").text
    assert "2 chiamate del turno da leggere" in ada.get("/agenda/").text
    waiting = ada.get("/telefonate/turno/").text
    assert "Linea della notte" in waiting
    assert "dopo le nove" not in waiting
    read = ada.post(f"/telefonate/turno/{first}/", follow=True)
    assert NOTE in read.text
    assert "Diventa un primo contatto" in read.text
    assert ada.post("/telefonate/turno/tutte/", follow=True).text.count("Dal turno") == 2
    assert str(second) in ada.get("/telefonate/").text
    carla = client_of(cast.carla)
    assert "aspetta" not in carla.get("/telefonate/").text


def test_what_an_expired_session_kept_is_the_form_not_yet_sent(
    cast: Cast, client_of: ClientOf, line: Line
) -> None:
    """Pressed twice on an expired session, sent once after signing in: then nothing of it comes back, ever."""
    bice = client_of(cast.bice)
    for _press in range(2):
        SessionKey.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
        assert "/entra/" in bice.post("/turno/", {"kind": "conversation", "note": NOTE})["Location"]
    with at_work(cast.ada) as ada:
        assert unread_calls(ada.actor, ada.keyring) == []
    bice = client_of(cast.bice)
    assert NOTE in bice.get("/turno/").text
    assert NOTE not in sent(bice, note=NOTE).text
    for browser in (bice, client_of(cast.bice)):
        assert NOTE not in browser.get("/turno/").text
    with at_work(cast.ada) as ada:
        assert len(unread_calls(ada.actor, ada.keyring)) == 1


def test_what_was_sent_in_time_is_kept_nowhere(cast: Cast, client_of: ClientOf, line: Line) -> None:
    bice = client_of(cast.bice)
    sent(bice, note=NOTE)
    SessionKey.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    bice.get("/turno/")
    assert NOTE not in client_of(cast.bice).get("/turno/").text


def test_ids_in_the_audit_and_nothing_else(line: Line) -> None:
    written = line.write()
    with acting(line.bice):
        event = Event.objects.get(action="shift.log")
    assert (event.subjects, event.detail) == ([written], "")
