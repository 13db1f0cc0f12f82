"""One body's page: what the lead body writes of a signature, who leaves; and what nobody else may write."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.agreement.selectors import organisations_of
from trama.protocol.agreement.services import known
from trama.protocol.agreement.tests.test_home import flat
from trama.protocol.models import Signatory, Version
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]
Row = Callable[[str], Signatory]
KNOWN: dict[str, Any] = {
    "state": "received",
    "method": "by_proxy",
    "evidence": "Protocollo in entrata del 19 dicembre",
    "not_before": "2023-12-19",
    "not_after": "",
    "signed_at": "",
    "by_proxy": "on",
    "proxy_note": "Procura del 18 dicembre 2023",
}


def address(row: Signatory, act: str = "") -> str:
    return f"/protocollo/firmatari/{row.pk}/{act}"


def test_the_lead_body_writes_what_is_known_and_the_network_reads_it(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    row, tea = of_body("municipio"), client_of(cast.tea)
    assert tea.post(address(row, "scheda/"), KNOWN)["Location"] == address(row)
    page = flat(client_of(cast.gaia), address(row))
    for words in (
        "Con procura",
        "Procura del 18 dicembre 2023",
        "non prima del 19 dicembre 2023",
        "Ricevuta",
    ):
        assert words in page
    assert "non prima del 19 dicembre 2026" in page, "its own three years"
    assert "scheda/" not in page
    with acting(cast.tea.actor):
        event = Event.objects.get(action="signature.known")
        assert event.subjects == [row.pk] and "Procura" not in event.detail


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"not_after": "2023-12-01"}, "Il secondo giorno viene prima del primo."),
        ({"method": "", "evidence": ""}, "scrivi come o da che cosa si sa"),
        ({"state": "verified"}, "Scegli una delle voci"),
        ({"not_before": "2999-01-01"}, "Questa data deve ancora venire"),
    ],
)
def test_what_makes_no_sense_is_sent_back_with_what_was_typed(
    cast: Cast, client_of: Sign, of_body: Row, typed: dict[str, str], words: str
) -> None:
    row = of_body("municipio")
    answer = client_of(cast.tea).post(address(row, "scheda/"), {**KNOWN, **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Procura del 18 dicembre 2023" in answer.text


def test_a_body_leaves_and_its_commitments_bind_it_no_more(
    cast: Cast, client_of: Sign, of_body: Row, in_force: Version
) -> None:
    row, tea = of_body("iris"), client_of(cast.tea)
    said = {"on": "2026-10-01", "act": "Delibera 12 del 2026"}
    assert "Non conta più tra i firmatari" in tea.get(address(row, "lascia/")).text
    assert tea.post(address(row, "lascia/"), {**said, "act": ""}).status_code == 422
    assert tea.post(address(row, "lascia/"), said).status_code == 302
    assert "Delibera 12 del 2026" in flat(client_of(cast.ada), address(row))
    with acting(cast.tea.actor):
        assert cast.organisations["iris"] not in organisations_of(in_force, "ALL")
    assert "Centro antiviolenza Iris" in flat(client_of(cast.ada), "/protocollo/?state=withdrawn")
    assert tea.post(address(row, "riprende/")).status_code == 302
    with acting(cast.tea.actor):
        assert cast.organisations["iris"] in organisations_of(in_force, "CAV")


@pytest.mark.parametrize("act", ["scheda/", "lascia/", "riprende/", "verifica/", "verifica/togli/"])
@pytest.mark.parametrize("who", ["franca", "ivana", "ada", "ugo"])
def test_a_body_does_not_write_of_its_own_signature(
    cast: Cast, client_of: Sign, of_body: Row, who: str, act: str
) -> None:
    row = of_body("aurora")
    assert client_of(cast.people[who]).post(address(row, act), KNOWN).status_code == 403


def test_a_coordinator_of_a_body_that_does_not_lead_has_no_power(cast: Cast, of_body: Row) -> None:
    pretender = replace(cast.franca.actor, roles=frozenset({Role.NETWORK_COORDINATOR}))
    with acting(pretender), pytest.raises(Forbidden):
        known.withdraw_signatory(
            actor=pretender, signatory=of_body("iris"), on=date(2026, 1, 1), act="Delibera"
        )


def test_a_signature_is_not_called_verified_by_typing_it(cast: Cast, of_body: Row) -> None:
    with acting(cast.tea.actor), pytest.raises(DomainError) as refused:
        known.write_known(
            actor=cast.tea.actor, signatory=of_body("aurora"), state="verified", method="digital_cades"
        )
    assert refused.value.code == "by_act"
