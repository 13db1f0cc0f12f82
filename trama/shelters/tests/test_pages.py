"""The pages, as the shelter's people and others meet them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from trama.accounts.models import Session
from trama.cases import services as cases
from trama.cases.models import Path
from trama.cases.tests.conftest import at_work
from trama.common import jobs
from trama.shelters import services
from trama.shelters.models import House, Place, Request, Stay
from trama.shelters.states import RequestState
from trama.shelters.tests.conftest import ADDRESS, Shelter, admit, ask, day, hold, write_address
from trama.shelters.tests.test_requests import letter, take_over
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
WHERE_IT_IS = (ADDRESS, "dopo il ponte", "Tigli", "Borgolontano")


def url(name: str, *ids: UUID) -> str:
    return reverse(f"shelters:{name}", args=ids)


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Not counted: what only a request inside the test's own transaction asks, to put the outer actor back."""
    with CaptureQueriesContext(connection) as queries:
        yield
    nested = ("SAVEPOINT", "SELECT current_setting", "SELECT set_config('trama.organisation', ''")
    asked = [query["sql"] for query in queries if not any(part in query["sql"] for part in nested)]
    assert len(asked) <= number, f"{len(asked)} queries:\n" + "\n".join(sql[:200] for sql in asked)


def stepped_up(client: Client, person: Person) -> Client:
    """She gave her password again a moment ago."""
    Session.objects.filter(user_id=person.user_id).update(stepped_up_at=timezone.now())
    return client


def a_request(cast: Cast, name: str = "Amina") -> UUID:
    with at_work(cast.mara) as mara:
        return ask(mara, name, needed="Un posto con la culla", avoid="La stazione").pk


def test_the_board_says_who_is_where_what_is_free_and_who_waits(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    with at_work(cast.mara) as mara:
        admit(mara, "Amina", shelter.first, days=5)
        ask(mara, "Berta")
    page = client_of(cast.mara).get(url("board")).text
    for words in ("Glicine", "Amina", "Berta", "Libero", "Le prossime settimane", "Da decidere presto"):
        assert words in page


def test_the_board_of_who_must_not_know_has_no_name(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=5)
        cases.set_must_not_know(**mara.who, path_id=stay.path_id, memberships=[cast.olga.membership_id])
    olga = client_of(cast.olga)
    page = olga.get(url("board")).text
    assert "Occupato" in page
    assert "Amina" not in page
    assert str(stay.pk) not in page
    assert olga.get(url("stay", stay.pk)).status_code == 404
    assert olga.get(url("request", stay.request_id)).status_code == 404


@pytest.mark.parametrize("women", [1, 12])
def test_the_board_asks_the_database_the_same_whatever_it_holds(
    cast: Cast, client_of: ClientOf, shelter: Shelter, women: int
) -> None:
    with at_work(cast.nora) as nora:
        for _place in range(women):
            place = services.add_place(**nora.who, house_id=shelter.house.pk, beds=2)
            admit(nora, f"Nome {_place}", place.pk)
            ask(nora, f"Altra {_place}")
    browser = client_of(cast.mara)
    browser.get(url("board"))
    with at_most(15):
        assert browser.get(url("board")).status_code == 200
    with at_most(12):
        assert browser.get(url("requests")).status_code == 200


def test_her_path_page_stays_within_its_budget(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=5)
    browser = client_of(cast.mara)
    where = reverse("cases:path", args=[stay.path_id])
    browser.get(where)
    with at_most(12):
        assert "Accolta in casa" in browser.get(where).text


def test_an_empty_shelter_says_where_to_begin(cast: Cast, client_of: ClientOf) -> None:
    nora, mara = client_of(cast.nora), client_of(cast.mara)
    assert "Nuova casa" in nora.get(url("board")).text
    assert "Nuova casa" not in mara.get(url("board")).text
    assert "Nessuna richiesta aperta" in mara.get(url("requests")).text


def test_houses_and_places_are_the_coordinators(cast: Cast, client_of: ClientOf) -> None:
    nora = client_of(cast.nora)
    once = uuid4()
    house = {"name": "Glicine", "level": "emergency", "days": "30", "once": str(once)}
    for _click in range(2):
        assert nora.post(url("add_house"), house).status_code == 302
    place = {"beds": "3", "once": str(uuid4())}
    for _click in range(2):
        assert nora.post(url("add_place", once), place).status_code == 302
    with at_work(cast.nora):
        assert (House.objects.count(), Place.objects.count()) == (1, 1)
    mara = client_of(cast.mara)
    assert mara.get(url("add_house")).status_code == 403
    assert mara.get(url("house", once)).status_code == 200


def admitting(shelter: Shelter, **changes: Any) -> dict[str, Any]:
    return {
        "place": str(shelter.first),
        "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "until": day(30).isoformat(),
        "once": str(uuid4()),
        **changes,
    }


def test_admitting_and_being_told_that_the_place_was_taken_meanwhile(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    """Both forms were open; the second is sent when the first was."""
    mara, olga = client_of(cast.mara), client_of(cast.olga)
    first, second = a_request(cast), a_request(cast, "Berta")
    assert "posto 1" in olga.get(url("admit", second)).text
    data = admitting(shelter)
    for _click in range(2):
        answer = mara.post(url("admit", first), data)
        assert answer.headers["Location"] == url("stay", UUID(data["once"]))
    late = olga.post(url("admit", second), admitting(shelter))
    assert late.status_code == 422
    assert "Nel frattempo quel posto è stato preso: scegline un altro." in late.text
    assert "posto 1" not in olga.get(url("admit", second)).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2026-02-30"}, "Questa data non esiste"),
        ({"until": "2001-01-01"}, "La data è troppo lontana"),
        ({"until": day(-1).isoformat()}, "L’ultimo giorno viene prima del primo"),
        ({"at": (f"{day(2).isoformat()}T10:00")}, "Questa data deve ancora venire"),
        ({"place": str(uuid4())}, "elenco"),
        ({"until": ""}, "serve"),
    ],
    ids=["no such day", "another century", "before", "tomorrow", "no such place", "missing"],
)
def test_impossible_answers_are_said_in_italian(
    cast: Cast, client_of: ClientOf, shelter: Shelter, changes: dict[str, str], words: str
) -> None:
    answer = client_of(cast.mara).post(url("admit", a_request(cast)), admitting(shelter, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    with at_work(cast.mara):
        assert Stay.objects.count() == 0


def test_a_stay_from_arrival_to_exit_by_the_pages(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    mara, request = client_of(cast.mara), a_request(cast)
    hold = {
        "place": str(shelter.first), "since": day(0).isoformat(), "until": day(30).isoformat(),
        "held_until": day(2).isoformat(), "once": str(uuid4()),
    }  # fmt: skip
    assert mara.post(url("hold", request), hold).status_code == 302
    stay = UUID(hold["once"])
    assert "Posto tenuto" in mara.get(url("stay", stay)).text
    assert mara.post(url("keep", stay), {"held_until": day(4).isoformat()}).status_code == 302
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert mara.post(url("arrive", stay), {"at": now, "until": day(30).isoformat()}).status_code == 302
    more = {"until": day(60).isoformat(), "reason": "aspetta la casa popolare"}
    assert mara.post(url("extend", stay), {**more, "reason": ""}).status_code == 422
    assert mara.post(url("extend", stay), more).status_code == 302
    assert "aspetta la casa popolare" in mara.get(url("stay", stay)).text
    second = {"place": str(shelter.second), "at": now, "until": day(60).isoformat(), "once": str(uuid4())}
    Stay.objects.filter(pk=stay)
    answer = mara.post(url("transfer", stay), second)
    assert answer.status_code in (
        302,
        422,
    )  # within the minute in which she came, nothing can have changed yet
    with at_work(cast.mara):
        Stay.objects.filter(pk=stay).update(during=_earlier(Stay.objects.get(pk=stay)))
    assert mara.post(url("transfer", stay), second).status_code == 302
    moved = UUID(second["once"])
    assert mara.get(url("stay", moved)).status_code == 200
    with at_work(cast.mara):
        Stay.objects.filter(pk=moved).update(during=_earlier(Stay.objects.get(pk=moved)))
    assert mara.post(url("leave", moved), {"reason": "own_home", "at": now}).status_code == 302
    page = mara.get(url("stay", moved)).text
    assert "Ha una casa sua o è da parenti" in page
    assert "Libero" in mara.get(url("board")).text


def _earlier(stay: Stay) -> Any:
    during = stay.during
    return type(during)(during.lower - timedelta(hours=1), during.upper, "[)")


def test_a_held_place_is_let_go_after_a_question(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        kept = hold(mara, "Amina", shelter.first, until=9, held=1)
    browser = client_of(cast.mara)
    assert "Liberare il posto?" in browser.get(url("release", kept.pk)).text
    assert browser.post(url("release", kept.pk)).headers["Location"] == url("board")


def test_a_request_by_hand_and_its_answer(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        path = cases.open_path(actor=mara.actor, keyring=mara.keyring, name="Amina")
    browser, once = client_of(cast.mara), uuid4()
    data = {"path": str(path.pk), "needed": "Vicino a una scuola", "once": str(once)}
    for _click in range(2):
        assert browser.post(url("ask"), data).headers["Location"] == url("request", once)
    assert "Vicino a una scuola" in browser.get(url("request", once)).text
    assert browser.post(url("answer", once), {"to": "refused"}).status_code == 422
    answer = {"to": "refused", "reason": "full", "note": "Risentirla a marzo"}
    assert browser.post(url("answer", once), answer).status_code == 302
    page = browser.get(url("request", once)).text
    assert "Risentirla a marzo" in page
    assert "Dillo a chi ha chiesto" not in browser.get(url("answer", once)).text
    with at_work(cast.mara):
        assert Request.objects.count() == 1


def test_the_requester_never_sees_where(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    """Ada sent the letter; whatever the shelter does with it, no page, mail or notice of hers says more than yes."""
    write_address(cast, shelter.house, cast.mara)
    sent = letter(cast)
    with at_work(cast.mara) as mara:
        request = take_over(mara, sent)
        services.answer_request(
            **mara.who,
            request_id=request.pk,
            to=RequestState.ACCEPTED,
            note=ADDRESS,
            tell=True,
        )
        services.admit(**mara.who, request_id=request.pk, place_id=shelter.first, until=day(20))
    jobs.run_worker(wait=False)
    ada = client_of(cast.ada)
    pages = [reverse("accounts:home"), reverse("deadlines:agenda"), reverse("cases:list"), url("board")]
    pages += [reverse("cases:path", args=[cases_path]) for cases_path in _paths_of(cast)]
    told = "".join(ada.get(page, follow=True).text for page in pages)
    told += "".join(str(message.message()) for message in mail.outbox)
    assert "Glicine" not in told
    assert not any(words in told for words in WHERE_IT_IS)
    for name in ("stay", "request"):
        model = {"stay": Stay, "request": Request}[name]
        with at_work(cast.mara):
            pk = model.objects.get().pk  # type: ignore[attr-defined]
        assert ada.get(url(name, pk)).status_code == 404


def _paths_of(cast: Cast) -> list[UUID]:
    with at_work(cast.ada):
        return list(Path.objects.values_list("pk", flat=True))


def test_the_address_needs_the_password_again_and_the_circle(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    write_address(cast, shelter.house, cast.mara)
    where = url("address", shelter.house.pk)
    mara = client_of(cast.mara)
    asked = mara.get(where)
    assert (asked.status_code, ADDRESS in asked.text) == (302, False)
    assert asked.headers["Location"].startswith(reverse("accounts:step_up"))
    shown = stepped_up(mara, cast.mara).get(where)
    assert ADDRESS in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    olga = stepped_up(client_of(cast.olga), cast.olga)
    for name in ("address", "write_address", "circle"):
        assert olga.get(url(name, shelter.house.pk)).status_code == 403
    gaia = stepped_up(client_of(cast.gaia), cast.gaia)
    for name in ("address", "write_address", "circle", "house"):
        assert gaia.get(url(name, shelter.house.pk)).status_code == 404


def test_the_address_is_on_no_other_page_of_the_shelter(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    write_address(cast, shelter.house, cast.mara)
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
    browser = stepped_up(client_of(cast.mara), cast.mara)
    pages = [
        url("board"), url("requests"), url("houses"), url("house", shelter.house.pk), url("stay", stay.pk),
        url("request", stay.request_id), reverse("cases:path", args=[stay.path_id]), reverse("cases:list"),
        reverse("deadlines:agenda"),
    ]  # fmt: skip
    for page in pages:
        text = browser.get(page, follow=True).text
        assert not any(words in text for words in WHERE_IT_IS), page


def test_writing_the_address_and_changing_its_circle_by_the_pages(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    nora, house = stepped_up(client_of(cast.nora), cast.nora), shelter.house.pk
    data = {"address": ADDRESS, "members": [str(cast.nora.membership_id)]}
    alone = nora.post(url("write_address", house), data)
    assert "Scegli almeno due persone" in alone.text
    data["members"] = [str(cast.nora.membership_id), str(cast.mara.membership_id)]
    assert nora.post(url("write_address", house), data).status_code == 302
    olga = stepped_up(client_of(cast.olga), cast.olga)
    assert olga.get(url("address", house)).status_code == 403
    circle = {"members": [str(cast.nora.membership_id), str(cast.olga.membership_id)]}
    assert nora.post(url("circle", house), circle).status_code == 302
    assert ADDRESS in olga.get(url("address", house)).text
    mara = stepped_up(client_of(cast.mara), cast.mara)
    assert mara.get(url("address", house)).status_code == 403
