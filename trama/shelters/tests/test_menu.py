"""Who gives hospitality has it in the menu; the others have not, and a coordinator can open the first house."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.cases import services as cases
from trama.cases.tests.conftest import at_work
from trama.shelters import services
from trama.shelters.tests.conftest import Shelter, ask
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]


def menu_of(client: Client) -> str:
    """The menu's part of a page."""
    text = client.get("/agenda/").text
    return text[text.index("menu-side") : text.index('id="main"')]


def test_it_is_in_the_menu_of_who_has_a_house(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    for person in (cast.mara, cast.nora):
        page = menu_of(client_of(person))
        assert "Ospitalità" in page
        assert "Aprire una casa" not in page


def test_a_centre_without_houses_does_not_have_it(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    assert "Ospitalità" not in menu_of(client_of(cast.ada))
    bianca = client_of(cast.bianca)
    assert "Ospitalità" not in menu_of(bianca)
    assert f'href="{reverse("shelters:houses")}"' in menu_of(bianca)
    assert bianca.get(reverse("shelters:houses")).status_code == 200
    with at_work(cast.bianca) as hands:
        services.open_house(**hands.who, name="Salvia", level="autonomy", days=30)
    assert "Ospitalità" in menu_of(bianca)
    assert "Ospitalità" in menu_of(client_of(cast.ada))


def test_the_menu_asks_one_question_whatever_it_shows(
    cast: Cast, client_of: ClientOf, shelter: Shelter
) -> None:
    for person in (cast.nora, cast.bianca):
        client = client_of(person)
        client.get("/telefonate/nuova/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/telefonate/nuova/")
        about = [
            one["sql"]
            for one in asked
            if "referrals_referral" in one["sql"] or "shelters_house" in one["sql"]
        ]
        assert len(about) == 1, about


def test_her_path_leads_to_what_was_asked_for_her(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        request = ask(mara, "Zoë")
    client = client_of(cast.mara)
    page = client.get(reverse("cases:path", args=[request.path_id])).text
    where = reverse("shelters:request", args=[request.pk])
    assert "Chiede un posto" in page
    assert f'href="{where}"' in page
    assert client.get(where).status_code == 200


def test_sent_twice_it_is_told_once(cast: Cast, client_of: ClientOf, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        path = cases.open_path(actor=mara.actor, keyring=mara.keyring, name="Zoë")
        first = services.ask_place(**mara.who, path_id=path.pk)
        services.ask_place(**mara.who, path_id=path.pk, request_id=first.pk)
    page = client_of(cast.mara).get(reverse("cases:path", args=[path.pk])).text
    assert page.count("Chiede un posto") == 1
