"""A custodian gives a service its key, chooses who reads it, and invites who only writes to it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Invitation, Session
from trama.accounts.tests.coming_in import Browser, code_on
from trama.audit.models import Event
from trama.audit.words import action_words
from trama.network.editing import write_service
from trama.testing.cast import Cast, Person
from trama.vault.directory import trusted
from trama.vault.models import ServiceKeyGrant


@pytest.fixture
def bianca(cast: Cast) -> Browser:
    return Browser.of(cast.bianca)


@pytest.fixture
def desk(cast: Cast) -> UUID:
    with acting(cast.bianca.actor):
        return write_service(
            actor=cast.bianca.actor, name="Linea della notte", kind="desk", address_regime="reserved"
        ).pk


def reading(cast: Cast, desk: UUID) -> set[str]:
    """Who reads, by name, as the signed list says."""
    with acting(cast.bianca.actor):
        keys = trusted(cast.bianca.organisation_id).readers(desk)
    return {person.name for person in cast.people.values() if person.user_key_id in keys}


def opened(bianca: Browser, desk: UUID, *readers: Person) -> None:
    chosen = [str(person.membership_id) for person in readers]
    assert bianca.post(f"/servizi/{desk}/chiave/", {"readers": chosen})["Location"] == "/servizi/"


def test_a_service_gets_its_key_and_its_readers(cast: Cast, bianca: Browser, desk: UUID) -> None:
    assert "Senza chiave" in bianca.get("/servizi/").text
    opened(bianca, desk, cast.ada, cast.agata)
    page = bianca.get("/servizi/").text
    assert "Ha la sua chiave" in page
    assert "Ada" in page
    assert reading(cast, desk) == {"ada", "agata"}
    with acting(cast.bianca.actor):
        event = Event.objects.get(action="service.key_made")
    assert event.subjects[0] == desk
    assert action_words(event.action) != event.action


def test_at_least_two_read(cast: Cast, bianca: Browser, desk: UUID) -> None:
    answer = bianca.post(f"/servizi/{desk}/chiave/", {"readers": [str(cast.ada.membership_id)]})
    assert answer.status_code == 422
    assert "almeno due" in answer.text
    assert bianca.post(f"/servizi/{desk}/chiave/").status_code == 422
    with acting(cast.bianca.actor):
        assert not ServiceKeyGrant.objects.exists()


def test_only_who_walks_with_women_can_read(cast: Cast, bianca: Browser, desk: UUID) -> None:
    chosen = [str(person.membership_id) for person in (cast.dina, cast.franca, cast.bice)]
    assert bianca.post(f"/servizi/{desk}/chiave/", {"readers": chosen}).status_code == 422
    form = bianca.get(f"/servizi/{desk}/chiave/").text
    for person in (cast.dina, cast.franca, cast.bice, cast.elsa):
        assert str(person.membership_id) not in form


def test_a_reader_comes_and_goes(cast: Cast, bianca: Browser, desk: UUID) -> None:
    opened(bianca, desk, cast.bianca, cast.ada)
    bianca.post(f"/servizi/{desk}/chi-legge/aggiungi/", {"readers": str(cast.agata.membership_id)})
    assert reading(cast, desk) == {"bianca", "ada", "agata"}
    asked = bianca.get(f"/servizi/{desk}/chi-legge/{cast.ada.membership_id}/togli/")
    assert "non legge più" in asked.text
    assert bianca.post(f"/servizi/{desk}/chi-legge/{cast.ada.membership_id}/togli/").status_code == 302
    assert reading(cast, desk) == {"bianca", "agata"}
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).service(desk).generation == 2
        assert Event.objects.filter(action="service.readers").count() == 2
    left = bianca.post(f"/servizi/{desk}/chi-legge/{cast.agata.membership_id}/togli/")
    assert left.status_code == 422
    assert "almeno due" in left.text


def test_every_act_asks_for_the_password_first(cast: Cast, desk: UUID) -> None:
    bianca = Browser.of(cast.bianca)
    opened(bianca, desk, cast.ada, cast.agata)
    Session.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=11))
    for address in (
        f"/servizi/{desk}/chi-legge/aggiungi/",
        f"/servizi/{desk}/chi-legge/{cast.ada.membership_id}/togli/",
    ):
        assert bianca.post(address)["Location"].startswith("/conferma/")
    assert reading(cast, desk) == {"ada", "agata"}


def test_a_colleague_was_quicker(cast: Cast, bianca: Browser, desk: UUID) -> None:
    opened(bianca, desk, cast.ada, cast.agata)
    assert bianca.get(f"/servizi/{desk}/chiave/")["Location"] == "/servizi/"


def test_who_is_invited_to_write_is_bound_to_a_service(cast: Cast, bianca: Browser, desk: UUID) -> None:
    refused = bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "shift"})
    assert refused.status_code == 422
    assert "scegli almeno un servizio" in refused.text
    code_on(bianca.post("/colleghe/invita/", {"name": "Zoe", "roles": "shift", "services": str(desk)}))
    with acting(cast.bianca.actor):
        assert Invitation.objects.get().service_ids == [desk]


def test_roles_change_under_the_same_rule(cast: Cast, bianca: Browser, desk: UUID) -> None:
    address = f"/colleghe/{cast.bice.membership_id}/ruoli/"
    assert bianca.post(address, {"roles": "shift"}).status_code == 422
    assert bianca.post(address, {"roles": "shift", "services": str(desk)}).status_code == 302
    assert "Bice" in bianca.get("/servizi/").text


def test_the_only_one_who_reads_is_not_removed_before_another_does(
    cast: Cast, bianca: Browser, desk: UUID
) -> None:
    opened(bianca, desk, cast.ada, cast.agata)
    assert bianca.post(f"/colleghe/{cast.agata.membership_id}/togli/").status_code == 302
    assert reading(cast, desk) == {"ada"}
    answer = bianca.post(f"/colleghe/{cast.ada.membership_id}/togli/")
    assert answer.status_code == 422
    assert "È l&#x27;unica che legge" in answer.text


def test_who_would_take_unread_calls_with_her_is_named_before(
    cast: Cast, bianca: Browser, desk: UUID
) -> None:
    """Readers who were added by a custodian who does not read are given what was there by who reads."""
    opened(bianca, desk, cast.ada, cast.agata)
    bianca.post(f"/servizi/{desk}/chi-legge/aggiungi/", {"readers": str(cast.carla.membership_id)})
    bianca.post(f"/servizi/{desk}/chi-legge/{cast.agata.membership_id}/togli/")
    assert "solo lei" in bianca.get(f"/colleghe/{cast.ada.membership_id}/togli/").text
    assert "solo lei" not in bianca.get(f"/colleghe/{cast.carla.membership_id}/togli/").text
    refused = bianca.post(f"/servizi/{desk}/chi-legge/{cast.ada.membership_id}/togli/")
    assert refused.status_code == 422
