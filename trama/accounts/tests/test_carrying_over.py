"""A session that ends in the middle of a form: nothing is lost, nobody else reads it, nothing is sent by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Invitation, Membership, Session
from trama.accounts.tasks import sweep
from trama.accounts.tests.coming_in import Browser, code_on
from trama.deadlines.models import Deadline
from trama.deadlines.services import open_deadline
from trama.testing.cast import Cast, Person
from trama.vault.models import CarriedForm, SessionKey

TYPED = {"name": "Zefira dei Quattro Venti", "roles": ["operator", "analyst"]}


def expire() -> None:
    SessionKey.objects.update(seen_at=timezone.now() - timedelta(minutes=31))


def sent_too_late(browser: Browser, address: str, typed: dict[str, Any] | None = None) -> str:
    """Sends it after the session has expired; where the browser is told to go after signing in."""
    expire()
    answer = browser.post(address, typed)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/entra/?next=")
    return str(answer["Location"])


def back_in(browser: Browser, location: str) -> Any:
    """Signs in where she was sent; the page she lands on."""
    browser.post(location, {"username": browser.username, "password": browser.password})
    browser.get(location.replace("/entra/", "/entra/codice/"))
    browser.forget_code()
    landed = browser.post(location.replace("/entra/", "/entra/codice/"), {"code": browser.code()})
    Session.objects.update(stepped_up_at=timezone.now())
    return browser.client.get(landed["Location"])


@pytest.fixture
def bianca(cast: Cast) -> Browser:
    return Browser.of(cast.bianca)


def test_what_was_typed_is_there_again_and_not_yet_sent(bianca: Browser) -> None:
    page = back_in(bianca, sent_too_late(bianca, "/colleghe/invita/", TYPED))
    assert "non è ancora stato inviato" in page.text
    assert TYPED["name"] in page.text
    assert not Invitation.objects.exists()
    code_on(bianca.post("/colleghe/invita/", TYPED))
    assert Invitation.objects.count() == 1
    assert not CarriedForm.objects.exists()
    assert TYPED["name"] not in bianca.get("/colleghe/invita/").text


def test_a_first_contact_that_was_being_written_is_not_lost(cast: Cast) -> None:
    ada = Browser.of(cast.ada)
    page = back_in(ada, sent_too_late(ada, "/percorsi/nuovo/", {"name": "Zefira dei Quattro Venti"}))
    assert 'value="Zefira dei Quattro Venti"' in page.text
    assert "non è ancora stato inviato" in page.text
    assert "Zefira" not in ada.get("/percorsi/").text


def test_nothing_of_it_is_in_clear(bianca: Browser) -> None:
    sent_too_late(bianca, "/colleghe/invita/", TYPED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(content, 'escape') FROM vault_carriedform")
        (stored,) = cursor.fetchone()
    for part in ("Zefira", "Quattro", "operator", "colleghe", "invita"):
        assert part not in stored


def test_passwords_are_never_kept(cast: Cast, bianca: Browser) -> None:
    typed = {"old_password": cast.bianca.password, "new_password": "una frase nuova 1", "note": "resta"}
    expire()
    bianca.post("/accesso/password/", typed)
    browser = Browser(bianca.client, "bianca", cast.bianca.password)
    browser.sign_in()
    page = browser.get("/accesso/password/")
    assert "una frase nuova" not in page.text
    assert cast.bianca.password not in page.text


def test_another_person_on_the_same_computer_does_not_get_it(cast: Cast, bianca: Browser) -> None:
    location = sent_too_late(bianca, "/colleghe/invita/", TYPED)
    carla = Browser(bianca.client, "carla", cast.carla.password)
    page = back_in(carla, location)
    assert page.status_code == 200
    assert TYPED["name"] not in page.text
    assert CarriedForm.objects.count() == 1


def test_in_another_organisation_of_hers_it_is_not_shown_and_waits(cast: Cast, bianca: Browser) -> None:
    """Bianca also keeps the keys of Iris; what she typed for Aurora comes back in Aurora."""
    aurora = cast.bianca.membership_id
    iris = _custodian_too(cast, bianca)
    location = sent_too_late(bianca, "/colleghe/invita/", TYPED)
    assert TYPED["name"] in back_in(bianca, location).text
    bianca.post("/ente/", {"membership": str(iris)})
    Session.objects.update(stepped_up_at=timezone.now())
    assert TYPED["name"] not in bianca.get("/colleghe/invita/").text
    bianca.post("/ente/", {"membership": str(aurora)})
    Session.objects.update(stepped_up_at=timezone.now())
    assert TYPED["name"] in bianca.get("/colleghe/invita/").text


def test_she_is_back_in_the_organisation_she_was_writing_for(cast: Cast, bianca: Browser) -> None:
    iris = _custodian_too(cast, bianca)
    bianca.post("/ente/", {"membership": str(iris)})
    Session.objects.update(stepped_up_at=timezone.now())
    page = back_in(bianca, sent_too_late(bianca, "/colleghe/invita/", TYPED))
    assert TYPED["name"] in page.text
    assert "Iris" in page.text


def _custodian_too(cast: Cast, bianca: Browser) -> UUID:
    irma = Browser.of(cast.irma)
    code = code_on(irma.post("/colleghe/invita/", {"name": "Bianca", "roles": "custodian"}))
    bianca.post("/accesso/invito/", {"invitation": code})
    membership = Membership.objects.get(user_id=cast.bianca.user_id, organisation=cast.irma.organisation_id)
    with acting(cast.bianca.actor):
        digits = cast.bianca.unlock().fingerprint
    typed = {"name": "Bianca", "fingerprint": digits}
    assert irma.post(f"/colleghe/{membership.pk}/ammetti/", typed).status_code == 302
    return membership.pk


def test_after_a_day_it_is_gone(bianca: Browser) -> None:
    location = sent_too_late(bianca, "/colleghe/invita/", TYPED)
    CarriedForm.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert TYPED["name"] not in back_in(bianca, location).text
    sweep()
    assert not CarriedForm.objects.exists()


def test_what_has_a_page_of_its_own_nowhere_gets_one(cast: Cast) -> None:
    """A button posts to an address that answers no GET: she is asked once more, instead of a 405."""
    ada = Browser.of(cast.ada)
    with acting(cast.ada.actor):
        due = open_deadline(
            actor=cast.ada.actor, kind="consent_expiry", subject=cast.ada.membership_id,
            source=cast.ada.membership_id, due_at=timezone.now() + timedelta(days=2),
        )  # fmt: skip
    address = f"/scadenze/{due.pk}/rimanda/"
    assert ada.get(address).status_code == 405
    page = back_in(ada, sent_too_late(ada, address, {"days": "3", "note": "ci pensiamo dopo la festa"}))
    assert page.status_code == 200
    assert "ci pensiamo dopo la festa" in page.text
    assert 'name="days" value="3"' in page.text
    with acting(cast.ada.actor):
        assert Deadline.objects.get(pk=due.pk).snoozed_until is None


def test_signing_out_of_an_expired_session_is_signing_out(bianca: Browser) -> None:
    expire()
    assert bianca.post("/esci/")["Location"] == "/uscita/"
    assert not SessionKey.objects.exists()
    assert not CarriedForm.objects.exists()


def test_what_is_sent_when_the_confirmed_password_is_too_old_waits_as_well(
    cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    bianca = Browser(client_of(cast.bianca), "bianca", cast.bianca.password)
    asked = bianca.post("/colleghe/invita/", TYPED)
    assert asked["Location"] == "/conferma/?next=%2Fcolleghe%2Finvita%2F"
    assert bianca.post(asked["Location"], {"password": bianca.password})["Location"] == "/colleghe/invita/"
    assert TYPED["name"] in bianca.get("/colleghe/invita/").text
    assert not Invitation.objects.exists()


def test_a_removed_member_leaves_nothing_to_come_back_to(cast: Cast, bianca: Browser) -> None:
    agata = Browser.of(cast.agata)
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    agata.post("/telefonate/nuova/", {"note": "x"})
    assert not CarriedForm.objects.exists()


def test_the_sweep_takes_the_keys_of_who_did_not_come_back(cast: Cast, bianca: Browser) -> None:
    expire()
    sweep()
    assert SessionKey.objects.get().sealed is None
    SessionKey.objects.update(seen_at=timezone.now() - timedelta(hours=25))
    sweep()
    assert not SessionKey.objects.exists()
