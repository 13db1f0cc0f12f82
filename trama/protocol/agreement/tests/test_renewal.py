"""A renewal from its file to the day it comes into force; nothing happens by itself, and nobody else does it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.test import Client

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.network.models import NetworkMembership, Organisation
from trama.protocol.agreement.services import known, renewal
from trama.protocol.agreement.tests.test_home import flat
from trama.protocol.models import RenewalItem, Signatory, Version
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]


def begin(tea: Client) -> str:
    """The renewal's page."""
    page = tea.get("/protocollo/versioni/nuova/").text
    once = page.split('name="once" value="')[1].split('"')[0]
    typed = {"title": "Protocollo 2026", "term_years": "3", "once": once}
    first, second = (tea.post("/protocollo/versioni/nuova/", typed) for _time in range(2))
    assert first["Location"] == second["Location"], "sent twice, it is one"
    return str(first["Location"])


def sign(cast: Cast, version_id: str, body: str) -> None:
    with acting(cast.tea.actor):
        row = Signatory.objects.get(version=UUID(version_id), organisation=cast.organisations[body])
        known.write_known(actor=cast.tea.actor, signatory=row, state="received", method="digital_cades")


def test_a_renewal_is_prepared_signed_and_comes_into_force(cast: Cast, client_of: Sign) -> None:
    tea, ada = client_of(cast.tea), client_of(cast.ada)
    page = begin(tea)
    version_id = page.split("/")[-2]
    assert "Il fascicolo del rinnovo" in flat(ada, page) and "0 su 5" in flat(ada, page)
    item = {"what": "Togliere l'allegato 3", "decides": "Incontro operativo", "due_on": "2026-12-01"}
    assert tea.post(f"{page}punti/nuovo/", item).status_code == 302
    with acting(cast.tea.actor):
        row = RenewalItem.objects.get(what="Togliere l'allegato 3")
    done = {**item, "done_on": "2026-11-20", "outcome": "Si toglie"}
    assert tea.post(f"/protocollo/punti/{row.pk}/", done).status_code == 302
    assert "1 su 6" in flat(ada, page) and "Si toglie" in flat(ada, page)
    assert tea.post(f"{page}firme/").status_code == 302
    assert "Firme agli atti" in flat(ada, page) and "0 su 6" in flat(ada, page)
    assert tea.post(f"{page}in-vigore/", {"document_date": "2026-11-20"}).status_code == 422, "nobody signed"
    sign(cast, version_id, "aurora")
    assert tea.post(f"{page}testo/").status_code == 422, "somebody signed this text"
    reminders = flat(tea, f"{page}promemoria/")
    assert reminders.count("<textarea") == 5 and "mailto:" in reminders
    assert "Centro antiviolenza Aurora" not in reminders
    assert "1 su 6" in flat(tea, f"{page}in-vigore/")
    assert tea.post(f"{page}in-vigore/", {"document_date": "2026-11-20"})["Location"] == "/protocollo/"
    tea.post(f"{page}in-vigore/", {"document_date": "2026-11-20"})
    with acting(cast.ada.actor):
        states = dict(Version.objects.values_list("number", "state"))
    assert states == {1: "superseded", 2: "in_force"}
    home = flat(ada, "/protocollo/")
    assert "Protocollo 2026" in home and "20 novembre 2029" in home


def test_the_referent_is_told_that_her_bodys_signature_is_asked(cast: Cast, client_of: Sign) -> None:
    tea = client_of(cast.tea)
    page = begin(tea)
    assert "La firma del tuo ente non è agli atti" not in flat(client_of(cast.franca), "/protocollo/")
    tea.post(f"{page}firme/")
    assert "La firma del tuo ente non è agli atti" in flat(client_of(cast.franca), "/protocollo/")
    assert "La firma del tuo ente non è agli atti" not in flat(client_of(cast.ada), "/protocollo/")


def test_one_renewal_at_a_time_and_one_may_be_left(cast: Cast, client_of: Sign) -> None:
    tea = client_of(cast.tea)
    page = begin(tea)
    again = tea.post("/protocollo/versioni/nuova/", {"title": "Altro", "term_years": "3"})
    assert again.status_code == 422 and "già una versione in preparazione" in again.text
    assert tea.post(f"{page}lascia/").status_code == 302
    assert "Lasciata" in flat(tea, "/protocollo/versioni/")
    with acting(cast.tea.actor), pytest.raises(DatabaseError, match="does not change"):
        Version.objects.filter(state="dropped").update(title="Ripreso")


def test_the_text_is_fixed_once_it_is_open_to_signatures(cast: Cast, client_of: Sign) -> None:
    tea = client_of(cast.tea)
    page = begin(tea)
    assert tea.post(f"{page}scheda/", {"title": "Un altro titolo", "term_years": "4"}).status_code == 302
    tea.post(f"{page}firme/")
    assert tea.post(f"{page}scheda/", {"title": "Tardi", "term_years": "4"}).status_code == 422
    assert tea.post(f"{page}testo/").status_code == 302
    assert tea.post(f"{page}scheda/", {"title": "In tempo", "term_years": "4"}).status_code == 302


def test_a_body_of_the_network_adheres(committed: str, everybody: Cast, client_of: Sign) -> None:
    row = Organisation.objects.using("maintenance").create(
        official_name="Scuola", short_name="Scuola", sort_key="scuola", category="education"
    )
    tea = client_of(everybody.tea)
    with acting(everybody.tea.actor):
        version = Version.objects.get()
    page = f"/protocollo/versioni/{version.pk}/adesione/"
    assert "Tutti gli enti della rete sono già" in flat(tea, page)
    typed = {"organisation": str(row.pk), "groups": ["CAV"], "joined_on": "2026-11-01", "act": "Delibera 3"}
    assert tea.post(page, typed).status_code == 422, "not of this network yet"
    NetworkMembership.objects.using("maintenance").create(network_id=everybody.network_id, organisation=row)
    assert tea.post(page, typed).status_code == 302
    assert tea.post(page, typed).status_code == 422, "once"
    with acting(everybody.ada.actor):
        made = Signatory.objects.get(organisation=row)
        assert (made.state, made.groups, made.joined_act) == ("missing", ["CAV"], "Delibera 3")


@pytest.mark.parametrize(
    "act", ["scheda/", "punti/nuovo/", "firme/", "testo/", "lascia/", "in-vigore/", "adesione/"]
)
def test_only_the_lead_body_renews(cast: Cast, client_of: Sign, act: str) -> None:
    page = begin(client_of(cast.tea))
    for who in (cast.franca, cast.ada, cast.ugo):
        assert client_of(who).post(f"{page}{act}", {"title": "x"}).status_code == 403


def test_the_services_refuse_a_step_that_is_not_there(cast: Cast) -> None:
    with acting(cast.tea.actor):
        row = renewal.prepare_version(actor=cast.tea.actor, title="Nuovo")
        for act in (renewal.reopen_text, renewal.drop_version, renewal.drop_version):
            if act is renewal.reopen_text or row.state == "dropped":
                with pytest.raises(DomainError):
                    act(actor=cast.tea.actor, version=row)
            else:
                row = act(actor=cast.tea.actor, version=row)
        force = Version.objects.get(state="in_force")
        with pytest.raises(DomainError):
            renewal.open_signing(actor=cast.tea.actor, version=force)
        signed = force.document_date
        assert signed
        twice = renewal.activate_version(actor=cast.tea.actor, version=force, document_date=signed)
        assert twice == force, "sent twice"
        with pytest.raises(DomainError, match="meanwhile"):
            renewal.activate_version(actor=cast.tea.actor, version=force, document_date=date(2026, 1, 1))
        force.refresh_from_db()
        assert force.document_date == signed, "already in force: nothing changes"
