"""Looking for her by name: what is typed is sent, and stands in no address, no redirect and no log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.accounts.tests.coming_in import Browser
from trama.cases.tests.conftest import open_for
from trama.testing.cast import Cast, Person
from trama.testing.forms import forms_of
from trama.vault.models import SessionKey

ClientOf = Callable[[Person], Client]
LIST = reverse("cases:list")


@pytest.fixture
def ada(cast: Cast, client_of: ClientOf) -> Client:
    for number in range(30):
        open_for(cast.ada, f"Quetzal {number:02}")
    open_for(cast.ada, "Marta")
    return client_of(cast.ada)


def test_the_search_is_sent_and_not_written_in_an_address(ada: Client) -> None:
    (form,) = [form for form in forms_of(ada.get(LIST).text) if "q" in form.names("text")]
    assert form.action == LIST
    answer = ada.post(LIST, {"q": "quetzal"})
    assert answer.status_code == 200
    assert "Quetzal" in answer.text
    assert "Marta" not in answer.text
    assert "q=" not in answer.text.replace("seq=", "")


def test_words_in_an_address_are_not_looked_for_nor_shown(ada: Client) -> None:
    answer = ada.get(LIST, {"q": "martabella", "show": "mine"})
    assert answer["Location"] == f"{LIST}?show=mine"


def test_every_page_of_what_was_found_is_asked_for_by_sending_it_again(ada: Client) -> None:
    first = ada.post(LIST, {"q": "quetzal", "state": "all", "show": "mine", "show_": "x"})
    (again,) = [form for form in forms_of(first.text) if ("page", "2") in form.buttons]
    sent = {control.name: control.value for control in again.controls}
    assert (sent["q"], sent["state"]) == ("quetzal", "all")
    second = ada.post(again.action, {**sent, "page": "2"})
    assert "1–25 di 30" in first.text
    assert "26–30 di 30" in second.text


def test_codes_alone_lead_to_an_address_that_can_be_kept(ada: Client) -> None:
    answer = ada.post(
        LIST, {"q": " ", "show": "mine", "state": "all", "quiet": "30", "sort": "-opened", "zz": "x"}
    )
    assert answer["Location"] == f"{LIST}?show=mine&state=all&quiet=30&sort=-opened"
    assert ada.post(LIST, {"q": "", "state": "Zoë", "sort": "Zoë"})["Location"] == LIST
    quick = ada.post(LIST, {"q": "", "show": "mine"}, headers={"HX-Request": "true"})
    assert quick["HX-Redirect"] == f"{LIST}?show=mine"


def test_words_too_long_are_refused_beside_the_field(ada: Client) -> None:
    page = ada.post(LIST, {"q": "z" * 500})
    assert page.status_code == 200
    assert "80" in page.text
    assert "Marta" in page.text


def test_a_search_on_an_expired_session_is_not_lost_and_stands_nowhere(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    open_for(cast.ada, "Quetzal")
    ada = Browser.of(cast.ada)
    SessionKey.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    sent_away = ada.post(LIST, {"q": "quetzal", "state": "all"})
    assert sent_away["Location"] == "/entra/?next=%2Fpercorsi%2F"
    ada.post(sent_away["Location"], {"username": ada.username, "password": ada.password})
    ada.forget_code()
    landed = ada.post("/entra/codice/?next=%2Fpercorsi%2F", {"code": ada.code()})
    page = ada.client.get(landed["Location"])
    assert 'value="quetzal"' in page.text
    assert "La ricerca non è ancora partita" in page.text
    assert "Quetzal" in ada.post(LIST, {"q": "quetzal"}).text
    assert 'value="quetzal"' not in ada.get(LIST).text
    assert "quetzal" not in caplog.text.casefold()
