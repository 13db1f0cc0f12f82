"""A forgotten password: without a custodian it opens nothing; with one everything comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Invitation, Membership, User
from trama.accounts.people import login_hash
from trama.accounts.tests.coming_in import Browser, code_on, digits_on
from trama.audit.models import Event
from trama.testing.cast import Cast, Person
from trama.vault.errors import KeyNotHeld
from trama.vault.models import CompartmentKind
from trama.vault.services.users import unlock

NEW = "un'altra frase, lunga e nuova"


@pytest.fixture
def bianca(cast: Cast) -> Browser:
    return Browser.of(cast.bianca)


def begin(custodian: Browser, person: Person) -> str:
    return code_on(custodian.post(f"/colleghe/{person.membership_id}/password/"))


def choose(code: str, username: str = "ada", password: str = NEW) -> tuple[Browser, Any]:
    browser = Browser(Client(), username, password)
    return browser, browser.register(code, "/rientro/")


def see_her(custodian: Browser, person: Person, digits: str) -> Any:
    typed = {"name": person.name.title(), "fingerprint": digits}
    return custodian.post(f"/colleghe/{person.membership_id}/ammetti/", typed)


def keyring_of(person: Person, password: str = NEW) -> Any:
    return unlock(User.objects.get(pk=person.user_id).key, password, person.organisation_id)


def test_from_the_forgotten_password_to_what_she_opened_before(cast: Cast, bianca: Browser) -> None:
    with acting(cast.ada.actor):
        key = cast.ada.unlock().new_record()
    ada, answer = choose(begin(bianca, cast.ada))
    assert answer.status_code == 302
    ada.pass_factor()
    page = ada.get("/entra/attesa/")
    assert "Manca ancora un passo" in page.text
    assert ada.get("/agenda/").status_code == 302
    assert "ritrova quello che apriva prima" in bianca.get(f"/colleghe/{cast.ada.membership_id}/").text
    assert see_her(bianca, cast.ada, digits_on(page)).status_code == 302
    ada.sign_in()
    assert ada.get("/agenda/").status_code == 200
    with acting(cast.ada.actor):
        assert keyring_of(cast.ada).holds([key]) == {key.pk}
        done = list(Event.objects.order_by("pk").values_list("action", flat=True))
    order = [
        done.index(act) for act in ("reset.begun", "reset.done", "member.resealed", "membership.admitted")
    ]
    assert order == sorted(order)


def test_without_a_custodian_the_new_password_opens_nothing(cast: Cast, bianca: Browser) -> None:
    with acting(cast.ada.actor):
        key = cast.ada.unlock().new_record()
    ada, _answer = choose(begin(bianca, cast.ada))
    ada.pass_factor()
    with acting(cast.ada.actor), pytest.raises(KeyNotHeld):
        keyring_of(cast.ada).box(key)
    for address in ("/", "/agenda/", "/accesso/", "/percorsi/"):
        assert ada.get(address)["Location"].startswith("/entra/")


def test_the_old_password_and_open_sessions_end(cast: Cast, bianca: Browser) -> None:
    before = Browser.of(cast.ada)
    code = begin(bianca, cast.ada)
    assert before.get("/agenda/").status_code == 200  # nothing happens before the code is used
    choose(code)
    assert before.get("/agenda/").status_code == 302
    refused = Client().post("/entra/", {"username": "ada", "password": cast.ada.password})
    assert "Nome o password non giusti" in refused.text


def test_she_may_have_forgotten_her_username_too(cast: Cast, bianca: Browser) -> None:
    ada, answer = choose(begin(bianca, cast.ada), username="adelaide")
    assert answer.status_code == 302
    assert User.objects.get(pk=cast.ada.user_id).login_hash == login_hash("adelaide")
    ada.pass_factor()
    assert digits_on(ada.get("/entra/attesa/"))


def test_she_cannot_take_anothers_username(cast: Cast, bianca: Browser) -> None:
    _ada, refused = choose(begin(bianca, cast.ada), username="carla")
    assert refused.status_code == 422
    assert Membership.objects.get(pk=cast.ada.membership_id).admitted_at


def test_a_code_works_once_and_not_too_late(cast: Cast, bianca: Browser) -> None:
    code = begin(bianca, cast.ada)
    choose(code)
    key = User.objects.get(pk=cast.ada.user_id).key_id
    _again, refused = choose(code, password="la frase di un'altra")
    assert "già stato usato" in refused.text
    assert User.objects.get(pk=cast.ada.user_id).key_id == key
    late = begin(bianca, cast.agata)
    Invitation.objects.filter(used_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "scaduto" in choose(late, username="agata")[1].text


def test_a_second_code_ends_the_first(cast: Cast, bianca: Browser) -> None:
    first = begin(bianca, cast.ada)
    second = begin(bianca, cast.ada)
    assert choose(first)[1].status_code == 422
    assert choose(second)[1].status_code == 302


def test_an_invitation_resets_nothing_and_a_reset_invites_nobody(cast: Cast, bianca: Browser) -> None:
    invitation = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    assert choose(invitation)[1].status_code == 422
    assert Browser(Client(), "zoe").register(begin(bianca, cast.ada)).status_code == 422


def test_digits_of_the_old_key_do_not_let_the_new_one_in(cast: Cast, bianca: Browser) -> None:
    old = cast.ada.unlock().fingerprint
    ada, _answer = choose(begin(bianca, cast.ada))
    ada.pass_factor()
    assert see_her(bianca, cast.ada, old).status_code == 422


def test_she_forgets_it_twice_before_anybody_has_seen_her(cast: Cast, bianca: Browser) -> None:
    with acting(cast.ada.actor):
        key = cast.ada.unlock().new_record()
    choose(begin(bianca, cast.ada), password="una frase che dimentica")
    ada, _answer = choose(begin(bianca, cast.ada))
    ada.pass_factor()
    assert see_her(bianca, cast.ada, digits_on(ada.get("/entra/attesa/"))).status_code == 302
    with acting(cast.ada.actor):
        assert keyring_of(cast.ada).holds([key]) == {key.pk}


def test_a_custodian_comes_back_as_one(cast: Cast, bianca: Browser) -> None:
    carla, _answer = choose(begin(bianca, cast.carla), username="carla")
    carla.pass_factor()
    see_her(bianca, cast.carla, digits_on(carla.get("/entra/attesa/")))
    carla.sign_in()
    assert carla.get("/colleghe/").status_code == 200
    assert "Devono restare due" in bianca.post(f"/colleghe/{cast.carla.membership_id}/togli/").text


def test_narrower_circles_come_back_from_their_own_members(cast: Cast, bianca: Browser) -> None:
    with acting(cast.ada.actor):
        ada, agata = cast.ada.unlock(), cast.agata.unlock()
        circle = ada.new_compartment(CompartmentKind.CONFLICT, [ada.user_key_id, agata.user_key_id])
        key = ada.new_record(compartment=circle)
    browser, _answer = choose(begin(bianca, cast.ada))
    browser.pass_factor()
    see_her(bianca, cast.ada, digits_on(browser.get("/entra/attesa/")))
    page = f"/colleghe/{cast.ada.membership_id}/"
    assert "1 cerchia riservata" in bianca.get(page).text
    with acting(cast.ada.actor):
        assert keyring_of(cast.ada).holds([key]) == set()
        agata.refresh()
        assert agata.holds([key]) == {key.pk}  # Agata opens it, and it turns
        key.refresh_from_db()
        assert keyring_of(cast.ada).holds([key]) == {key.pk}
    assert "cerchia riservata" not in bianca.get(page).text


def test_nobody_resets_herself_nor_who_has_left(cast: Cast, bianca: Browser) -> None:
    assert "un&#x27;altra custode" in bianca.post(f"/colleghe/{cast.bianca.membership_id}/password/").text
    assert bianca.post(f"/colleghe/{cast.bianca.membership_id}/secondo-passo/").status_code == 422
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert bianca.post(f"/colleghe/{cast.agata.membership_id}/password/").status_code == 422


def test_a_reset_code_of_who_was_removed_is_worth_nothing(cast: Cast, bianca: Browser) -> None:
    code = begin(bianca, cast.agata)
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert choose(code, username="agata")[1].status_code == 422


def test_who_waits_after_a_reset_can_be_removed_with_her_old_key(cast: Cast, bianca: Browser) -> None:
    choose(begin(bianca, cast.agata), username="agata")
    assert bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")["Location"] == "/chiavi/avanti/"


def _gaia_at_aurora_too(cast: Cast, bianca: Browser) -> Membership:
    """Gaia works for Iris and for Aurora."""
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Gaia", "roles": "operator"}))
    Browser.of(cast.gaia).post("/accesso/invito/", {"invitation": code})
    here = Membership.objects.get(user_id=cast.gaia.user_id, organisation=cast.bianca.organisation_id)
    typed = {"name": "Gaia", "fingerprint": cast.gaia.unlock().fingerprint}
    bianca.post(f"/colleghe/{here.pk}/ammetti/", typed)
    return here


def test_a_factor_taken_off_stands_in_the_trail_of_every_body_of_hers(cast: Cast, bianca: Browser) -> None:
    here = _gaia_at_aurora_too(cast, bianca)
    assert bianca.post(f"/colleghe/{here.pk}/secondo-passo/").status_code == 302
    with acting(cast.irma.actor):
        (there,) = Event.objects.filter(action="factor.reset")
        assert (there.subjects, there.user_id) == ([cast.gaia.membership_id], None)
        assert there.organisation_id == cast.irma.organisation_id
    with acting(cast.bianca.actor):
        (mine,) = Event.objects.filter(action="factor.reset")
        assert (mine.subjects, mine.user_id) == ([here.pk], cast.bianca.user_id)


def test_in_every_organisation_of_hers_a_custodian_must_see_her(cast: Cast, bianca: Browser) -> None:
    """Aurora resets her password; Iris has it in its trail and waits too."""
    here = _gaia_at_aurora_too(cast, bianca)
    reset = code_on(bianca.post(f"/colleghe/{here.pk}/password/"))
    gaia, _answer = choose(reset, username="gaia")
    gaia.pass_factor()
    digits = digits_on(gaia.get("/entra/attesa/"))
    assert (
        bianca.post(f"/colleghe/{here.pk}/ammetti/", {"name": "Gaia", "fingerprint": digits}).status_code
        == 302
    )
    gaia.sign_in()
    assert "Iris" not in gaia.get("/ente/").text
    with acting(cast.irma.actor):
        assert Event.objects.filter(action="reset.done", subjects=[cast.gaia.membership_id]).exists()
    see_her(Browser.of(cast.irma), cast.gaia, digits)
    assert "Iris" in gaia.get("/ente/").text


@pytest.mark.django_db
def test_the_page_for_who_forgot_says_what_to_do_and_asks_nothing() -> None:
    page = Client().get("/password-dimenticata/")
    assert "Cerca una custode" in page.text
    assert "<input" not in page.text
