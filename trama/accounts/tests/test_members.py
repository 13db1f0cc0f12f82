"""A custodian invites, admits, changes and removes; who is none, or comes with another's key, does not."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Colleague, Invitation, Membership, Session, TotpDevice, User
from trama.accounts.people import login_hash
from trama.accounts.tests.coming_in import Browser, code_on, digits_on
from trama.audit.models import Event
from trama.audit.words import action_words
from trama.testing.cast import Cast, Person
from trama.vault.directory import trusted
from trama.vault.models import RecordKey, SessionKey, UserKey
from trama.vault.services.epochs import rewrap_left


@pytest.fixture
def bianca(cast: Cast) -> Browser:
    return Browser.of(cast.bianca)


def member_named(page: str, name: str) -> str:
    found = re.search(rf'href="(/colleghe/[0-9a-f-]+/)">{name}<', page)
    assert found, f"{name} is not in the list"
    return found[1]


def come_in(bianca: Browser, *roles: str, name: str = "Zoe") -> tuple[str, Browser, str]:
    """Invited and registered, not yet admitted: her page for custodians, her browser, her digits."""
    code = code_on(bianca.post("/colleghe/invita/", {"name": name, "roles": roles or ("operator",)}))
    newcomer, digits = Browser.registered(code, name.casefold())
    return member_named(bianca.get("/colleghe/").text, name), newcomer, digits


def test_from_the_invitation_to_the_first_day(cast: Cast, bianca: Browser) -> None:
    page, zoe, digits = come_in(bianca)
    assert "In attesa" in bianca.get(page).text
    assert zoe.get("/accesso/").status_code == 302
    assert bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})["Location"] == page
    zoe.sign_in()
    assert "Centro antiviolenza Aurora" in zoe.get("/accesso/").text
    assert zoe.get("/agenda/").status_code == 200
    with acting(cast.bianca.actor):
        done = set(Event.objects.values_list("action", flat=True))
    assert {"invitation.made", "invitation.used", "member.admitted", "membership.admitted"} <= done


def test_who_waits_opens_nothing_and_sees_her_digits_again(bianca: Browser) -> None:
    _page, zoe, digits = come_in(bianca)
    zoe.sign_in()
    assert digits_on(zoe.get("/entra/attesa/")) == digits
    for address in ("/agenda/", "/accesso/", "/colleghe/"):
        assert zoe.get(address).status_code == 302


def test_a_forged_key_does_not_get_in(bianca: Browser) -> None:
    """Somebody who writes to the database puts her own key in the place of the newcomer's: both screens differ."""
    page, zoe, digits = come_in(bianca)
    key = User.objects.get(login_hash=login_hash("zoe")).key
    other = UserKey.objects.exclude(pk=key.pk).first()
    assert other
    UserKey.objects.filter(pk=key.pk).update(sealing=other.sealing)
    assert digits_on(zoe.get("/entra/attesa/")) == digits
    refused = bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})
    assert refused.status_code == 422
    assert "fermati" in refused.text
    assert not Membership.objects.get(user__key=key).admitted_at


@pytest.mark.parametrize("typed", ["", "12345", "1" * 40, "x" * 500])
def test_digits_that_are_not_hers_are_refused(bianca: Browser, typed: str) -> None:
    page, _zoe, _digits = come_in(bianca)
    assert bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": typed}).status_code == 422


def test_digits_may_be_typed_with_or_without_spaces(bianca: Browser) -> None:
    page, _zoe, digits = come_in(bianca)
    typed = digits.replace(" ", "-")
    assert bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": typed}).status_code == 302


def test_the_code_is_not_in_the_database(bianca: Browser) -> None:
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_invitation::text FROM accounts_invitation")
        stored = "".join(row for (row,) in cursor.fetchall()).casefold()
    assert code.casefold() not in stored
    assert code.replace("-", "").casefold() not in stored
    assert "zoe" not in stored


def test_a_code_works_once(bianca: Browser) -> None:
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    Browser.registered(code, "zoe")
    again = Browser(Client(), "yara")
    refused = again.register(code)
    assert refused.status_code == 422
    assert "già stato usato" in refused.text
    assert not User.objects.filter(login_hash=login_hash("yara")).exists()


def test_a_code_is_read_as_it_is_copied_by_hand(bianca: Browser) -> None:
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    copied = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert Browser(Client(), "zoe").register(copied).status_code == 302


@pytest.mark.parametrize("end", ["late", "withdrawn"])
def test_a_code_that_is_late_or_withdrawn_is_refused(bianca: Browser, end: str) -> None:
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    invitation = Invitation.objects.get()
    if end == "late":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        assert bianca.post(f"/colleghe/inviti/{invitation.pk}/ritira/").status_code == 302
    assert Browser(Client(), "zoe").register(code).status_code == 422
    assert not User.objects.filter(login_hash=login_hash("zoe")).exists()


def test_who_registers_with_a_name_that_is_taken_keeps_her_code(bianca: Browser) -> None:
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"}))
    refused = Browser(Client(), "ada").register(code)
    assert "già: scegline un altro" in refused.text
    assert Browser(Client(), "zoe").register(code).status_code == 302


def test_without_a_code_nobody_makes_the_server_derive_a_key(cast: Cast) -> None:
    before = UserKey.objects.count()
    refused = Browser(Client(), "zoe").register("AAAA-AAAA-AAAA-AAAA-AAAA")
    assert refused.status_code == 422
    assert UserKey.objects.count() == before


ACTS = ["", "ammetti/", "nome/", "ruoli/", "togli/", "password/", "secondo-passo/"]


@pytest.mark.parametrize("who", ["ada", "elsa", "dina", "franca", "bice", "tea", "ugo"])
def test_who_is_no_custodian_is_refused(cast: Cast, client_of: Callable[[Person], Client], who: str) -> None:
    client = client_of(cast.people[who])
    for address in ("/colleghe/", "/colleghe/invita/", "/chiavi/", "/chiavi/fogli/", "/chiavi/cambia/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    for act in ACTS:
        assert client.post(f"/colleghe/{cast.agata.membership_id}/{act}").status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_another_organisations_custodian_finds_nobody(cast: Cast, act: str) -> None:
    irma = Browser.of(cast.irma)
    for pk in (cast.ada.membership_id, uuid4()):
        assert irma.get(f"/colleghe/{pk}/{act}").status_code == 404
        answer = irma.client.post(
            f"/colleghe/{pk}/{act}", {"name": "x", "roles": "operator", "fingerprint": "1"}
        )
        assert answer.status_code == (405 if act == "" else 404)


def test_another_organisations_invitation_cannot_be_withdrawn(cast: Cast, bianca: Browser) -> None:
    bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "operator"})
    invitation = Invitation.objects.get()
    assert Browser.of(cast.irma).post(f"/colleghe/inviti/{invitation.pk}/ritira/").status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_acts_ask_for_the_password_again(cast: Cast, client_of: Callable[[Person], Client]) -> None:
    client = client_of(cast.bianca)
    for address in ("invita/", *(f"{cast.ada.membership_id}/{act}" for act in ACTS if act)):
        for answer in (client.get(f"/colleghe/{address}"), client.post(f"/colleghe/{address}")):
            assert answer["Location"].startswith("/conferma/"), address
    assert client.get("/colleghe/").status_code == 200
    assert Membership.objects.get(pk=cast.ada.membership_id).ended_at is None


def test_the_coordination_of_the_network_is_given_by_its_lead_body_alone(cast: Cast, bianca: Browser) -> None:
    typed = {"name": "Zoe", "roles": "network_coordinator"}
    assert bianca.post("/colleghe/invita/", typed).status_code == 422
    assert bianca.post(f"/colleghe/{cast.ada.membership_id}/ruoli/", typed).status_code == 422
    assert "network_coordinator" in Browser.of(cast.vera).get("/colleghe/invita/").text


def test_changing_roles_counts_from_the_next_request(cast: Cast, bianca: Browser) -> None:
    ada = Browser.of(cast.ada)
    assert ada.get("/agenda/").status_code == 200
    bianca.post(f"/colleghe/{cast.ada.membership_id}/ruoli/", {"roles": ["analyst"]})
    assert ada.get("/agenda/").status_code == 403


def test_who_reads_no_longer_loses_the_keys(cast: Cast, bianca: Browser) -> None:
    with acting(cast.bianca.actor):
        before = trusted(cast.bianca.organisation_id).epoch
    answer = bianca.post(f"/colleghe/{cast.ada.membership_id}/ruoli/", {"roles": ["referent"]})
    assert answer["Location"] == "/chiavi/avanti/"
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).epoch == before + 1


def test_a_custodian_stays_one_until_she_is_removed(cast: Cast, bianca: Browser) -> None:
    refused = bianca.post(f"/colleghe/{cast.carla.membership_id}/ruoli/", {"roles": ["operator"]})
    assert refused.status_code == 422
    assert "va tolta e riammessa" in refused.text


def test_a_removed_member_is_out_at_once(cast: Cast, bianca: Browser) -> None:
    agata = Browser.of(cast.agata)
    cookie = dict(agata.client.cookies)
    asked = bianca.get(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert "Le sue sessioni si chiudono subito" in asked.text
    answer = bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert answer["Location"] == "/chiavi/avanti/"
    assert agata.get("/agenda/").status_code == 302
    with_old_cookie = Client()
    with_old_cookie.cookies.update(cookie)
    assert with_old_cookie.get("/agenda/").status_code == 302
    assert not SessionKey.objects.filter(user_key=cast.agata.user_key_id).exists()
    agata.sign_in()
    assert agata.get("/agenda/").status_code == 302
    assert "non è attivo" in agata.get("/entra/attesa/").text
    assert "Uscita" in bianca.get("/colleghe/?uscite=1").text
    assert "Agata" not in bianca.get("/colleghe/").text


def test_after_a_removal_everything_is_wrapped_anew_without_javascript(cast: Cast, bianca: Browser) -> None:
    with acting(cast.carla.actor):
        cast.carla.unlock().new_records(30)
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    page = bianca.get("/chiavi/avanti/").text
    assert "<button" in page and "Continua" in page
    assert bianca.post("/chiavi/avanti/")["Location"] == "/chiavi/"
    with acting(cast.bianca.actor):
        epoch = trusted(cast.bianca.organisation_id).epoch
        assert rewrap_left(cast.bianca.organisation_id, epoch) == 0
        assert set(RecordKey.objects.filter(compartment=None).values_list("epoch", flat=True)) == {epoch}
    assert "tutto fatto" in bianca.get("/chiavi/avanti/").text


def test_rewrapping_that_stopped_is_gone_on_with_by_another_custodian(
    cast: Cast, bianca: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(cast.carla.actor):
        cast.carla.unlock().new_records(30)
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert "non è finito" in bianca.get("/colleghe/").text
    carla = Browser.of(cast.carla)
    assert "non è finito" in carla.get("/chiavi/").text
    assert carla.post("/chiavi/avanti/")["Location"] == "/chiavi/"
    assert "non è finito" not in bianca.get("/colleghe/").text


def test_removing_twice_is_said_and_changes_nothing(cast: Cast, bianca: Browser) -> None:
    address = f"/colleghe/{cast.agata.membership_id}/togli/"
    bianca.post(address)
    with acting(cast.bianca.actor):
        serial = trusted(cast.bianca.organisation_id).manifest.serial
    again = bianca.post(address)
    assert again.status_code == 422
    assert "non fa più parte" in again.text
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).manifest.serial == serial


def test_nobody_removes_herself_and_two_custodians_stay(cast: Cast, bianca: Browser) -> None:
    assert "sé stessa" in bianca.post(f"/colleghe/{cast.bianca.membership_id}/togli/").text
    assert "Devono restare due" in bianca.post(f"/colleghe/{cast.carla.membership_id}/togli/").text
    assert Membership.objects.filter(organisation=cast.bianca.organisation_id, ended_at=None).count() == 8


def test_admitting_twice_is_said(bianca: Browser) -> None:
    page, _zoe, digits = come_in(bianca)
    bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})
    again = bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})
    assert "già dentro" in again.text


def test_who_waits_can_be_turned_away(cast: Cast, bianca: Browser) -> None:
    page, zoe, _digits = come_in(bianca)
    assert bianca.post(f"{page}togli/").status_code == 302
    zoe.sign_in()
    assert "non è attivo" in zoe.get("/entra/attesa/").text
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).epoch == 1


def test_the_name_of_an_invited_person_moves_and_its_key_is_destroyed(cast: Cast, bianca: Browser) -> None:
    page, _zoe, digits = come_in(bianca)
    with acting(cast.bianca.actor):
        key = Invitation.objects.get().record_key
    bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})
    with acting(cast.bianca.actor):
        invitation = Invitation.objects.get()
        assert (invitation.name, invitation.record_key) == (None, None)
        assert key and RecordKey.objects.get(pk=key.pk).destroyed_at
        assert Colleague.objects.filter(membership=invitation.membership).exists()


def test_one_account_works_for_two_organisations(cast: Cast, bianca: Browser) -> None:
    """Gaia of Iris is invited by Aurora: same account, another custodian compares the same digits."""
    code = code_on(bianca.post("/colleghe/invita/", {"name": "Gaia", "roles": "operator"}))
    gaia = Browser.of(cast.gaia)
    digits = digits_on(gaia.get("/accesso/"))
    assert gaia.post("/accesso/invito/", {"invitation": code})["Location"] == "/accesso/"
    assert gaia.post("/accesso/invito/", {"invitation": code}).status_code == 422
    assert "Aurora" not in gaia.get("/ente/").text
    page = member_named(bianca.get("/colleghe/").text, "Gaia")
    bianca.post(f"{page}ammetti/", {"name": "Gaia", "fingerprint": digits})
    assert "Aurora" in gaia.get("/ente/").text
    membership = Membership.objects.get(user_id=cast.gaia.user_id, organisation=cast.bianca.organisation_id)
    gaia.post("/ente/", {"membership": str(membership.pk)})
    assert "Aurora" in gaia.get("/accesso/").text
    assert gaia.get("/agenda/").status_code == 200


def test_a_custodian_writes_how_a_colleague_is_called(cast: Cast, bianca: Browser) -> None:
    bianca.post(f"/colleghe/{cast.ada.membership_id}/nome/", {"name": "Ada la grande"})
    assert "Ada la grande" in bianca.get("/colleghe/").text


def test_desks_are_those_of_the_own_organisation(cast: Cast, bianca: Browser) -> None:
    typed = {"name": "Zoe", "roles": "operator", "services": str(uuid4())}
    with acting(cast.bianca.actor):
        assert bianca.post("/colleghe/invita/", typed).status_code in {200, 422}
    assert all(not row.service_ids for row in Invitation.objects.all())


def test_sessions_of_a_removed_member_are_gone_even_those_that_wait_for_a_code(
    cast: Cast, bianca: Browser
) -> None:
    half_in = Client()
    half_in.post("/entra/", {"username": "agata", "password": cast.agata.password})
    bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/")
    assert not Session.objects.filter(user_id=cast.agata.user_id).exists()
    assert half_in.get("/entra/codice/")["Location"].startswith("/entra/")


def test_a_lost_telephone(cast: Cast, bianca: Browser) -> None:
    ada = Browser.of(cast.ada)
    bianca.post(f"/colleghe/{cast.ada.membership_id}/secondo-passo/")
    assert ada.get("/agenda/").status_code == 302
    assert not TotpDevice.objects.filter(user_id=cast.ada.user_id).exists()
    ada.client.post("/entra/", {"username": "ada", "password": cast.ada.password})
    assert "La prima volta" in ada.get("/entra/codice/").text
    with acting(cast.bianca.actor):
        assert Event.objects.filter(action="factor.reset", subjects=[cast.ada.membership_id]).exists()


def test_what_a_custodian_does_reads_in_words_in_the_trail(cast: Cast, bianca: Browser) -> None:
    page, _zoe, digits = come_in(bianca)
    bianca.post(f"{page}ammetti/", {"name": "Zoe", "fingerprint": digits})
    bianca.post(f"{page}ruoli/", {"roles": ["analyst"]})
    bianca.post(f"{page}secondo-passo/")
    bianca.post(f"{page}password/")
    bianca.post(f"{page}togli/")
    bianca.post("/chiavi/avanti/")
    bianca.post("/chiavi/fogli/")
    with acting(cast.bianca.actor):
        done = set(Event.objects.values_list("action", flat=True))
    assert {"invitation.made", "membership.roles", "factor.reset", "reset.begun", "membership.ended"} <= done
    assert {action for action in done if action_words(action) == action} == set()


def test_a_custodian_who_does_nothing_else_begins_her_day_among_colleagues(cast: Cast) -> None:
    assert Browser.of(cast.vera).get("/")["Location"] == "/colleghe/"
