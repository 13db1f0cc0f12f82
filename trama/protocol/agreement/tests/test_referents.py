"""Referents (protocol, art. 3): an office follows another, the history stays, nobody writes another body's."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.network.models import PLACEHOLDER_OFFICE, Referent
from trama.network.referents import appoint_referent, end_referent
from trama.protocol.agreement.tests.test_home import flat
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]
OFFICE: dict[str, Any] = {
    "office": "Ufficio di rete",
    "email": "rete@aurora.example",
    "telephone": "02 000000",
    "since": "2026-03-01",
    "act": "Nota 4 del 2026",
}


def address(organisation: UUID, act: str = "") -> str:
    return f"/protocollo/referenti/{organisation}/{act}"


def appointed(cast: Cast, who: Person, **fields: Any) -> Referent:
    with acting(who.actor):
        said = {"office": "Ufficio di rete", "since": date(2026, 3, 1), **fields}
        return appoint_referent(actor=who.actor, **{"organisation": who.organisation_id, **said})


def test_a_body_names_its_office_and_another_takes_its_place(cast: Cast, client_of: Sign) -> None:
    franca, tea, body = client_of(cast.franca), client_of(cast.tea), cast.franca.organisation_id
    assert "Nessun referente indicato" in flat(franca, address(body))
    assert franca.post(address(body, "nomina/"), OFFICE)["Location"] == address(body)
    page = flat(tea, "/protocollo/referenti/?which=named")
    assert "Ufficio di rete" in page and "rete@aurora.example" in page and "Municipio 10" not in page
    form = flat(franca, address(body, "nomina/"))
    with acting(cast.franca.actor):
        first = Referent.objects.get(office="Ufficio di rete")
    assert f'value="{first.pk}"' in form and "checked" in form
    later = {**OFFICE, "office": "Segreteria", "since": "2026-06-01", "replaces": [str(first.pk)]}
    assert franca.post(address(body, "nomina/"), later).status_code == 302
    page = flat(tea, address(body))
    now, before = page.split("Prima</h2>")
    assert "Segreteria" in now and "Ufficio di rete" not in now
    assert "Ufficio di rete, dal 1 marzo, fino al 31 maggio" in before


def test_whoever_was_appointed_meanwhile_is_shown_before_another_is(cast: Cast, client_of: Sign) -> None:
    """The page was opened when nobody was there; a colleague named an office; what was typed stays."""
    franca, body = client_of(cast.franca), cast.franca.organisation_id
    first = appointed(cast, cast.franca)
    answer = franca.post(address(body, "nomina/"), {**OFFICE, "office": "Segreteria", "seen": ""})
    assert answer.status_code == 422
    assert "Intanto una collega ha cambiato i referenti" in answer.text.replace("&#x27;", "'")
    assert 'value="Segreteria"' in answer.text
    assert f'name="seen" value="{first.pk}"' in answer.text
    later = {**OFFICE, "office": "Segreteria", "since": "2026-06-01", "seen": str(first.pk)}
    assert franca.post(address(body, "nomina/"), {**later, "replaces": [str(first.pk)]}).status_code == 302
    with acting(cast.franca.actor):
        present = Referent.objects.filter(organisation=body, until__isnull=True)
        assert [row.office for row in present if row.is_named] == ["Segreteria"]


def test_the_list_says_since_when_nobody_is_there_and_that_the_thirty_days_are_ours(
    cast: Cast, client_of: Sign
) -> None:
    row = appointed(cast, cast.franca)
    with acting(cast.franca.actor):
        end_referent(actor=cast.franca.actor, referent=row, last_day=date(2026, 9, 30))
    page = flat(client_of(cast.tea), "/protocollo/referenti/?which=vacant")
    assert "6 senza referente su 6" in page
    assert "vuoto dal 30 settembre" in page
    assert "proposta di Trama: il protocollo non dà un termine" in page
    reminders = flat(client_of(cast.tea), "/protocollo/referenti/promemoria/")
    assert reminders.count("<textarea") == 6 and "da risentire dal 30 ottobre 2026" in reminders


def test_the_line_to_be_filled_in_is_a_vacancy(cast: Cast, client_of: Sign) -> None:
    with acting(cast.franca.actor):
        Referent.objects.create(
            organisation_id=cast.franca.organisation_id, network_id=cast.network_id, office=PLACEHOLDER_OFFICE
        )
    tea = client_of(cast.tea)
    assert "6 senza referente su 6" in flat(tea, "/protocollo/referenti/")
    assert PLACEHOLDER_OFFICE not in flat(tea, address(cast.franca.organisation_id))
    appointed(cast, cast.franca)
    assert "5 senza referente su 6" in flat(tea, "/protocollo/referenti/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"office": "Dott.ssa Una Persona"}, "non di una persona"),
        ({"email": "nome.cognome@comune.example"}, "Sembra la casella di una persona"),
        ({"email": "centroqualunque@gmail.com"}, "Sembra la casella di una persona"),
        ({"email": "non una casella"}, "non è scritto bene"),
        ({"telephone": "+39 333 1234567"}, "Sembra il cellulare di una persona"),
        ({"since": "2999-01-01"}, "troppo lontana"),
        ({"office": ""}, "Questa risposta serve"),
    ],
)
def test_contacts_are_an_offices(cast: Cast, client_of: Sign, typed: dict[str, str], words: str) -> None:
    franca, page = client_of(cast.franca), address(cast.franca.organisation_id, "nomina/")
    answer = franca.post(page, {**OFFICE, **typed})
    assert answer.status_code == 422 and words in answer.text
    assert "Nota 4 del 2026" in answer.text, "what was typed stays"


def test_a_small_body_may_say_that_the_mailbox_is_its_offices(cast: Cast, client_of: Sign) -> None:
    page = address(cast.franca.organisation_id, "nomina/")
    typed = {**OFFICE, "email": "aurora@gmail.com", "telephone": "333 1234567", "of_the_office": "on"}
    assert client_of(cast.franca).post(page, typed).status_code == 302


def test_the_lead_body_names_for_one_that_does_not_sign_in_and_it_is_marked(
    cast: Cast, client_of: Sign
) -> None:
    tea, body = client_of(cast.tea), cast.organisations["municipio"]
    assert "resta segnato" in flat(tea, address(body, "nomina/"))
    assert tea.post(address(body, "nomina/"), OFFICE).status_code == 302
    assert "Scritto da chi coordina" in flat(client_of(cast.ada), address(body))
    with acting(cast.tea.actor):
        row = Referent.objects.get(organisation=body)
        assert row.by_lead
        end_referent(actor=cast.tea.actor, referent=row, last_day=date(2026, 5, 1))
    assert "Nessun referente indicato" in flat(tea, address(body))


def test_for_a_body_that_signs_in_it_does_not(cast: Cast, client_of: Sign) -> None:
    page = address(cast.franca.organisation_id)
    assert "nomina/" not in flat(client_of(cast.tea), page)
    assert client_of(cast.tea).post(f"{page}nomina/", OFFICE).status_code == 404
    with acting(cast.tea.actor), pytest.raises(Forbidden):
        appoint_referent(
            actor=cast.tea.actor,
            organisation=cast.franca.organisation_id,
            office="Ufficio",
            since=date(2026, 1, 1),
        )


@pytest.mark.parametrize("who", ["ivana", "sofia", "irma", "nora"])
def test_nobody_names_for_another_body(cast: Cast, client_of: Sign, who: str) -> None:
    row = appointed(cast, cast.franca)
    client = client_of(cast.people[who])
    for body in (cast.franca.organisation_id, cast.organisations["municipio"]):
        assert client.post(address(body, "nomina/"), OFFICE).status_code == 404
    assert (
        client.post(
            address(cast.franca.organisation_id, f"{row.pk}/fine/"), {"last_day": "2026-05-01"}
        ).status_code
        == 404
    )


def test_sent_twice_it_is_one_and_dates_make_sense(cast: Cast) -> None:
    pk = uuid4()
    assert appointed(cast, cast.franca, referent_id=pk).pk == appointed(cast, cast.franca, referent_id=pk).pk
    with pytest.raises(DomainError) as refused:
        appointed(cast, cast.franca, since=date(2026, 1, 1), replaces=[pk])
    assert refused.value.code == "begins_earlier"


def test_raw_sql_keeps_the_lead_bodys_lines_marked_and_others_out(cast: Cast) -> None:
    insert = (
        "INSERT INTO network_referent (id, organisation_id, network_id, office, email, telephone, act, by_lead)"
        " VALUES (gen_random_uuid(), %s, %s, 'Ufficio', '', '', '', %s)"
    )
    body, network = cast.organisations["municipio"], cast.network_id

    def try_insert(who: Person, network_id: UUID, by_lead: bool) -> bool:
        try:
            with acting(who.actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(insert, [body, network_id, by_lead])
        except DatabaseError as error:
            return "row-level security" not in str(error)
        return True

    assert try_insert(cast.tea, network, by_lead=True)
    assert not try_insert(cast.tea, network, by_lead=False), "not as if the body had written it"
    assert not try_insert(cast.tea, uuid4(), by_lead=True), "not in another network"
    assert not try_insert(cast.franca, network, by_lead=True)
    own = appointed(cast, cast.franca)
    with (
        pytest.raises(DatabaseError, match="row-level"),
        acting(cast.tea.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE network_referent SET office = 'Altro' WHERE id = %s", [own.pk])


def test_raw_sql_of_another_body_changes_nothing(cast: Cast) -> None:
    own = appointed(cast, cast.franca)
    with acting(cast.ivana.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE network_referent SET office = 'Altro' WHERE id = %s", [own.pk])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM network_referent WHERE id = %s", [own.pk])
        assert cursor.rowcount == 0
    with acting(cast.tea.actor), connection.cursor() as cursor:
        cursor.execute("DELETE FROM network_referent WHERE id = %s", [own.pk])
        assert cursor.rowcount == 0, "the history is not the lead body's to erase"
    with (
        pytest.raises(DatabaseError, match="stays with"),
        acting(cast.franca.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE network_referent SET network_id = %s WHERE id = %s", [uuid4(), own.pk])
