"""The network as its people read it; a body writes its own lines and nobody else's; a secret place stays secret."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.audit.models import Event
from trama.network.editing import write_service
from trama.network.models import NetworkMembership, Organisation, Referent, Service
from trama.network.selectors import directory
from trama.network.services import fold, load_milan
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]
SERVICE: dict[str, Any] = {
    "name": "Accoglienza di via dei Tigli",
    "kind": "front_office",
    "address_regime": "open",
    "address": "via dei Tigli 7",
    "telephone": "02 000000",
    "email": "ufficio@example.org",
    "opening_hours": "lunedì e giovedì",
    "languages": "italiano, arabo",
}
SECRET = {**SERVICE, "name": "Casa", "kind": "shelter", "address_regime": "secret", "address": ""}


def entries(cast: Cast, **wanted: str) -> list[str]:
    with acting(cast.ada.actor):
        return [one.organisation.short_name for one in directory(cast.ada.actor, **wanted)]


def page_of(client: Client, organisation: UUID) -> Any:
    return client.get(f"/rete/enti/{organisation}/")


def own(cast: Cast, **fields: Any) -> Service:
    with acting(cast.bianca.actor):
        return write_service(actor=cast.bianca.actor, **{**SERVICE, **fields})


def test_every_body_in_italian_order_with_what_can_reach_it(cast: Cast, client_of: Sign) -> None:
    names = entries(cast)
    assert names == sorted(names, key=fold)
    page = client_of(cast.tea).get("/rete/").text
    assert page.count("Ha le chiavi") == 5
    assert page.count("Non ancora: telefona") == 1
    assert "Municipio 10" in page


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "AURORA"}, ["Centro antiviolenza Aurora"]),
        ({"text": "citta"}, []),
        ({"category": "district"}, ["Municipio 10"]),
        ({"text": "casa", "category": "district"}, []),
        ({"text": "tigli"}, ["Centro antiviolenza Aurora"]),
    ],
)
def test_filters_by_text_and_category(cast: Cast, wanted: dict[str, str], found: list[str]) -> None:
    own(cast)
    assert entries(cast, **wanted) == found


def test_no_result_and_no_sense_are_answered_with_a_page(cast: Cast, client_of: Sign) -> None:
    ada = client_of(cast.ada)
    assert "Nessun ente così" in ada.get("/rete/?q=zzzz").text
    for query in ("category=nonsense", "page=999", "page=x", "q=" + "x" * 500, "q=%00"):
        assert ada.get(f"/rete/?{query}").status_code == 200


def test_many_bodies_are_paged(committed: str, everybody: Cast, client_of: Sign) -> None:
    for number in range(30):
        name = f"Ente numero {number:02}"
        row = Organisation.objects.using("maintenance").create(
            official_name=name, short_name=name, sort_key=fold(name), category="other"
        )
        NetworkMembership.objects.using("maintenance").create(
            network_id=everybody.network_id, organisation=row
        )
    ada = client_of(everybody.ada)
    assert "1–25 di 36 enti" in ada.get("/rete/").text
    assert "26–36 di 36 enti" in ada.get("/rete/?page=2").text


def test_a_body_of_another_network_is_not_there(cast: Cast, client_of: Sign) -> None:
    assert page_of(client_of(cast.ada), uuid4()).status_code == 404


def test_a_secret_service_says_nothing_of_where(cast: Cast, client_of: Sign) -> None:
    own(cast, **SECRET)
    page = page_of(client_of(cast.gaia), cast.bianca.organisation_id).text
    assert "Indirizzo segreto" in page
    assert "Tigli" not in page
    own(cast)
    assert "via dei Tigli 7" in page_of(client_of(cast.gaia), cast.bianca.organisation_id).text


@pytest.mark.parametrize("regime", ["secret", "reserved"])
def test_the_form_refuses_an_address_that_is_not_public(cast: Cast, client_of: Sign, regime: str) -> None:
    answer = client_of(cast.bianca).post("/rete/servizi/nuovo/", {**SERVICE, "address_regime": regime})
    assert answer.status_code == 422
    assert "lo leggerebbe tutta la rete" in answer.text
    with acting(cast.bianca.actor):
        assert not Service.objects.exists()


def test_the_database_refuses_it_too(cast: Cast) -> None:
    row = own(cast)
    with acting(cast.bianca.actor), pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=row.pk).update(address_regime="secret")


def test_a_coordinator_writes_the_lines_of_her_body(cast: Cast, client_of: Sign) -> None:
    bianca = client_of(cast.bianca)
    home = f"/rete/enti/{cast.bianca.organisation_id}/"
    assert bianca.post("/rete/servizi/nuovo/", SERVICE)["Location"] == home
    with acting(cast.bianca.actor):
        row = Service.objects.get()
    address = f"/rete/servizi/{row.pk}/"
    assert 'value="via dei Tigli 7"' in bianca.get(address).text
    assert bianca.post(address, {**SECRET, "name": "Altra casa"})["Location"] == home
    assert "Altra casa" in bianca.get(home).text
    assert bianca.post(f"{address}togli/")["Location"] == home
    assert "Altra casa" not in bianca.get(home).text
    with acting(cast.bianca.actor):
        done = Event.objects.filter(subjects=[row.pk]).order_by("pk").values_list("action", flat=True)
        assert list(done) == ["directory.service", "directory.service", "directory.service_removed"]


def test_a_referent_is_an_office(cast: Cast, client_of: Sign) -> None:
    franca = client_of(cast.franca)
    typed = {
        "office": "Ufficio di rete",
        "telephone": "02 000000",
        "since": "2026-01-01",
        "until": "2025-01-01",
    }
    assert "viene dopo" in franca.post("/rete/referenti/nuovo/", typed).text
    assert franca.post("/rete/referenti/nuovo/", {**typed, "until": ""}).status_code == 302
    with acting(cast.franca.actor):
        row = Referent.objects.get()
    assert "Ufficio di rete" in page_of(client_of(cast.tea), cast.franca.organisation_id).text
    assert franca.post(f"/rete/referenti/{row.pk}/togli/").status_code == 302


@pytest.mark.parametrize("who", ["ada", "dina", "elsa", "bice", "tea", "ugo"])
def test_who_may_not_write_is_not_offered_to_and_is_refused(cast: Cast, client_of: Sign, who: str) -> None:
    row = own(cast)
    client = client_of(cast.people[who])
    own_page = page_of(client, cast.people[who].organisation_id).text
    if who == "tea":  # referent of her own body: she writes its lines
        assert "/rete/servizi/nuovo/" in own_page
        return
    assert "/rete/servizi/" not in own_page
    for address in ("/rete/servizi/nuovo/", f"/rete/servizi/{row.pk}/", f"/rete/servizi/{row.pk}/togli/"):
        assert client.post(address, SERVICE).status_code == 403


def test_nobody_writes_anothers_lines(cast: Cast, client_of: Sign) -> None:
    row = own(cast)
    irma = client_of(cast.irma)
    assert "via dei Tigli 7" in page_of(irma, cast.bianca.organisation_id).text
    assert "/rete/servizi/" not in page_of(irma, cast.bianca.organisation_id).text
    for act in ("", "togli/"):
        assert irma.post(f"/rete/servizi/{row.pk}/{act}", SERVICE).status_code == 404
    with acting(cast.irma.actor):
        assert Service.objects.filter(pk=row.pk).update(name="Altro") == 0
        assert Service.objects.get(pk=row.pk).name == SERVICE["name"]
    with pytest.raises(Forbidden), acting(cast.ada.actor):
        write_service(actor=cast.ada.actor, **SERVICE)


def test_milan_says_nothing_that_the_protocol_does_not(committed: str) -> None:
    network = load_milan()
    assert load_milan() == network
    rows = NetworkMembership.objects.using("maintenance").filter(network=network)
    assert rows.count() == 47
    services = Service.objects.using("maintenance").filter(organisation__memberships__network=network)
    referents = Referent.objects.using("maintenance").filter(network=network)
    assert (services.count(), referents.count()) == (47, 47)
    centres = services.filter(organisation__category="centre")
    assert set(centres.values_list("address_regime", flat=True)) == {"reserved"}
    for rows_of_offices in (services, referents):
        assert set(rows_of_offices.values_list("telephone", "email")) == {("", "")}
    assert not services.exclude(address="").exists()
    assert set(referents.values_list("office", flat=True)) == {
        "Referente del protocollo: ufficio da indicare"
    }
    assert (
        Organisation.objects.filter(is_cav=True).count() == 2
    )  # the cast's own; nothing is said of the fourteen
