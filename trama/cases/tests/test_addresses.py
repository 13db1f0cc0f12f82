"""Every address that bears an id, asked by somebody it is not for."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from trama.access.actions import Action
from trama.cases import services
from trama.cases.models import Path
from trama.cases.tests.conftest import at_work
from trama.cases.tests.shifts import open_line
from trama.cases.urls import urlpatterns
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
Ids = dict[str, UUID | str]
BUTTONS = {"take_shift_call", "let_in"}  # they have no page of their own


@pytest.fixture
def ids(cast: Cast, path: Path) -> Ids:
    """A real id for each kind of id in an address."""
    with at_work(cast.ada) as ada:
        entry = services.add_entry(**ada.who, path_id=path.pk, kind="note", words="Una nota")
        activation = services.activate(**ada.who, path_id=path.pk, service="listening", status="offered")
        child = services.add_child(**ada.who, path_id=path.pk, name="Nina")
        call = services.log_call(**ada.who, kind="information")
        member = services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="other"
        )
    waiting = open_line(cast).write()
    return {
        "path_id": path.pk, "entry_id": entry.pk, "activation_id": activation.pk, "child_id": child.pk,
        "call_id": call.pk, "member_id": member.pk, "section": "vita",
        "shift_call_id": waiting, "membership_id": cast.agata.membership_id,
    }  # fmt: skip


def address(pattern: URLPattern, ids: Ids) -> str:
    names = pattern.pattern.converters
    return reverse(f"cases:{pattern.name}", kwargs={name: ids[name] for name in names})


def with_an_id() -> list[URLPattern]:
    return [pattern for pattern in urlpatterns if pattern.pattern.converters]


def answers(browser: Client, where: str) -> set[int]:
    """What every verb answers; one that the page does not know is 405 for everybody."""
    verbs = (
        browser.get,
        browser.head,
        browser.post,
        browser.put,
        browser.patch,
        browser.delete,
        browser.options,
    )
    return {verb(where).status_code for verb in verbs} - {405}


def test_there_are_addresses_to_try() -> None:
    assert len(with_an_id()) > 15


def test_her_own_operator_finds_every_page(cast: Cast, client_of: ClientOf, ids: Ids) -> None:
    """Without this the tests below would pass on addresses that nobody finds."""
    ada, bianca, elsa = client_of(cast.ada), client_of(cast.bianca), client_of(cast.elsa)
    for pattern in with_an_id():
        browser = {"erase": bianca, "own_notes": elsa}.get(str(pattern.name), ada)
        act = browser.post if pattern.name in BUTTONS else browser.get
        assert act(address(pattern, ids)).status_code in (200, 302), pattern.name


def test_another_centre_finds_none_of_them(cast: Cast, client_of: ClientOf, ids: Ids) -> None:
    for person in (cast.gaia, cast.irma):
        browser = client_of(person)
        for pattern in with_an_id():
            action: Action = pattern.callback.action  # type: ignore[attr-defined]
            expected = {404} if action.allows(person.actor) else {403}
            assert answers(browser, address(pattern, ids)) == expected, (person.name, pattern.name)


def test_the_lead_body_the_auditor_and_the_analyst_are_refused(
    cast: Cast, client_of: ClientOf, ids: Ids
) -> None:
    for person in (cast.tea, cast.ugo, cast.dina):
        browser = client_of(person)
        for pattern in urlpatterns:
            assert answers(browser, address(pattern, ids)) == {403}, (person.name, pattern.name)


def test_a_colleague_who_must_not_know_finds_none_of_them(cast: Cast, client_of: ClientOf, ids: Ids) -> None:
    with at_work(cast.ada) as ada:
        services.set_must_not_know(
            **ada.who, path_id=UUID(str(ids["path_id"])), memberships=[cast.agata.membership_id]
        )
    browser = client_of(cast.agata)
    for pattern in with_an_id():
        if "path_id" in pattern.pattern.converters:
            expected = {403} if pattern.name == "erase" else {404}
            assert answers(browser, address(pattern, ids)) == expected, pattern.name


def test_a_path_that_does_not_exist_answers_like_one_that_is_not_hers(
    cast: Cast, client_of: ClientOf, ids: Ids
) -> None:
    ada, gaia = client_of(cast.ada), client_of(cast.gaia)
    nowhere = {**ids, "path_id": uuid4(), "call_id": uuid4(), "shift_call_id": uuid4()}
    for pattern in with_an_id():
        if pattern.name != "erase":
            verb = "post" if pattern.name in BUTTONS else "get"
            mine = getattr(ada, verb)(address(pattern, nowhere))
            hers = getattr(gaia, verb)(address(pattern, ids))
            assert (mine.status_code, mine.content) == (hers.status_code, hers.content), pattern.name


def test_ids_of_another_path_are_not_found_through_this_one(
    cast: Cast, client_of: ClientOf, ids: Ids
) -> None:
    with at_work(cast.ada) as ada:
        other = services.open_path(**ada.who, name="Marta")
    browser = client_of(cast.ada)
    for pattern in with_an_id():
        # A section and a colleague belong to no path.
        if len(pattern.pattern.converters) > 1 and not {"section", "membership_id"} & set(
            pattern.pattern.converters
        ):
            where = address(pattern, {**ids, "path_id": other.pk})
            assert browser.post(where, {}).status_code in (404, 405), pattern.name
            if pattern.name != "let_go":  # asks for confirmation before it looks
                assert browser.get(where).status_code == 404, pattern.name


def test_who_is_not_signed_in_is_asked_to_sign_in(ids: Ids) -> None:
    for pattern in urlpatterns:
        answer = Client().get(address(pattern, ids))
        assert answer.status_code == 302
        assert "/accesso/" in answer["Location"] or "next" in answer["Location"], answer["Location"]
