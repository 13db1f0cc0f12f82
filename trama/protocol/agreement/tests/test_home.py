"""The protocol's own page and the one on its end: what a reader sees on a given day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.models import Event
from trama.network.models import Network, NetworkMembership, Organisation
from trama.network.services import fold, load_milan
from trama.protocol.agreement import selectors
from trama.protocol.agreement.loading import MILAN_DATE, MILAN_TITLE, load_agreement, read_known
from trama.protocol.agreement.selectors.register import tally
from trama.protocol.agreement.services.renewal import add_signatory
from trama.protocol.agreement.words import readings
from trama.protocol.models import RuleChoice, Signatory, Version
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]
BUDGET = 16  # queries of the page with the list, whatever the number of bodies


def flat(client: Client, address: str) -> str:
    """The page's words without its tags' spacing."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.text.split())


@pytest.fixture
def the_day() -> Iterator[None]:
    """22 November 2026, when the document's three years end."""
    noon = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Rome"))
    with patch("django.utils.timezone.now", return_value=noon):
        yield


@pytest.fixture
def milan(cast: Cast) -> Version:
    """The cast's lead body with Milan's real list of signatures: the version of the tests gives its place to it."""
    known = list(read_known())
    with acting(cast.tea.actor):
        version = Version.objects.get(state="in_force")
        rows = list(Signatory.objects.filter(version=version).order_by("order"))
        for row, fact in zip(rows, [one for one in known if one.not_after or one.not_before], strict=False):
            row.not_before, row.not_after = fact.not_before, fact.not_after
            row.save()
        return version


def test_the_three_dates_stand_side_by_side_on_the_day(
    cast: Cast, client_of: Sign, milan: Version, the_day: None
) -> None:
    page = flat(client_of(cast.ada), "/protocollo/validita/")
    assert "Oggi è il 22 novembre 2026." in page
    assert "22 novembre 2026" in page and "oggi è l&#x27;ultimo giorno" in page
    assert "non oltre il 19 gennaio 2027" in page and "al più altri 58 giorni" in page
    assert "una data per ente" in page
    assert "Nessuno ha ancora scelto quale scadenza vale" in page
    for body in ("Centro antiviolenza Aurora", "Municipio 10", "Casa rifugio Ginestra"):
        assert body in page


def test_the_page_reads_missing_as_not_at_hand_and_never_as_unsigned(cast: Cast, client_of: Sign) -> None:
    with acting(cast.tea.actor):
        Signatory.objects.filter(organisation=cast.organisations["municipio"]).update(
            state="missing", method="undetermined"
        )
    page = flat(client_of(cast.gaia), "/protocollo/?state=missing")
    assert "Municipio 10" in page and "Casa rifugio Ginestra" not in page
    assert "Non agli atti" in page
    assert "non vuol dire che l'ente non ha firmato" in page
    assert "non ha firmato il" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=received", 6),
        ("state=verified", 0),
        ("state=withdrawn", 0),
        ("method=digital_cades", 6),
        ("method=by_proxy", 0),
        ("category=district", 1),
        ("category=centre&state=received", 3),
        ("state=nonsense&method=%27--&category=x&page=99", 6),
    ],
)
def test_the_list_filters_by_state_method_and_kind(
    cast: Cast, client_of: Sign, query: str, found: int
) -> None:
    page = flat(client_of(cast.ada), f"/protocollo/?{query}")
    shown = page.count("/protocollo/firmatari/")
    assert shown == found, query
    assert ("Nessun ente così" in page) == (found == 0)


def test_the_list_asks_the_same_questions_for_six_and_for_forty_six(
    committed: str, everybody: Cast, client_of: Sign
) -> None:
    tea = client_of(everybody.tea)
    tea.get("/protocollo/")
    with CaptureQueriesContext(connection) as few:
        tea.get("/protocollo/")
    bodies = [more_body(everybody, number) for number in range(40)]
    with acting(everybody.tea.actor):
        version = Version.objects.get(state="in_force")
        for number, body in enumerate(bodies):
            add_signatory(
                actor=everybody.tea.actor, version=version, organisation=body, groups=[f"G{number % 3}"]
            )
    with CaptureQueriesContext(connection) as many:
        page = flat(tea, "/protocollo/")
    assert "1–25 di 46 enti" in page
    assert len(many) == len(few)
    asked = [query["sql"] for query in many if "protocol_" in query["sql"] or "network_" in query["sql"]]
    assert len(asked) <= BUDGET, "\n".join(asked)


def more_body(cast: Cast, number: int) -> UUID:
    """One that never signs in."""
    name = f"Ente numero {number:02}"
    row = Organisation.objects.using("maintenance").create(
        official_name=name, short_name=name, sort_key=fold(name), category="police"
    )
    NetworkMembership.objects.using("maintenance").create(network_id=cast.network_id, organisation=row)
    return row.pk


def test_a_person_of_the_lead_body_chooses_the_rule_and_may_choose_again(
    cast: Cast, client_of: Sign, the_day: None
) -> None:
    tea = client_of(cast.tea)
    assert "22 novembre 2026: oggi è l&#x27;ultimo giorno" in flat(tea, "/protocollo/validita/regola/")
    unexplained = tea.post("/protocollo/validita/regola/", {"rule": "document", "reason": "  "})
    assert unexplained.status_code == 422
    said = {"rule": "last_evidence", "reason": "Deciso nell'incontro di novembre"}
    assert tea.post("/protocollo/validita/regola/", said).status_code == 302
    tea.post("/protocollo/validita/regola/", said)  # sent twice
    page = flat(client_of(cast.ada), "/protocollo/")
    assert "Deciso nell&#x27;incontro di novembre" in page
    assert "Area Diritti e Inclusione" in page
    assert "Vale questa" in page
    tea.post("/protocollo/validita/regola/", {"rule": "document", "reason": "Parere dell'avvocatura"})
    page = flat(client_of(cast.ada), "/protocollo/validita/")
    assert "Le scelte fatte" in page and "Deciso nell&#x27;incontro di novembre" in page
    with acting(cast.tea.actor):
        assert RuleChoice.objects.count() == 2
        assert Event.objects.filter(action="protocol.rule").count() == 2


@pytest.mark.parametrize("who", ["ada", "franca", "ivana", "ugo", "vera"])
def test_nobody_else_chooses_it(cast: Cast, client_of: Sign, who: str) -> None:
    answer = client_of(cast.people[who]).post(
        "/protocollo/validita/regola/", {"rule": "document", "reason": "perché sì"}
    )
    assert answer.status_code == 403
    with acting(cast.tea.actor):
        assert not RuleChoice.objects.exists()


def test_the_sheet_has_every_body_and_no_link(cast: Cast, client_of: Sign) -> None:
    page = flat(client_of(cast.ada), "/protocollo/stampa/")
    assert page.count("<tr>") == 7
    assert "/protocollo/firmatari/" not in page


def test_what_there_is_to_do_depends_on_who_reads(cast: Cast, client_of: Sign, the_day: None) -> None:
    lead, reader = flat(client_of(cast.tea), "/protocollo/"), flat(client_of(cast.ada), "/protocollo/")
    assert "La scadenza si avvicina: preparare il rinnovo" in lead
    assert "6 enti senza referente" in lead
    assert "Da fare" not in reader


def test_milan_reads_as_its_text_gives_it(committed: str, everybody: Cast) -> None:
    """The real list, loaded for a network of its own."""
    load_milan()
    network = Network.objects.get(slug="milano")
    lead = NetworkMembership.objects.get(network=network, is_lead=True)
    person = everybody.tea.actor
    actor = Actor(
        lead.organisation_id,
        network.pk,
        person.user_id,
        person.membership_id,
        frozenset({Role.NETWORK_COORDINATOR}),
    )
    with acting(actor):
        version = load_agreement(
            actor=actor, title=MILAN_TITLE, document_date=MILAN_DATE, signatories=list(read_known())
        )
        counted = tally(version)
        assert (counted.adhering, counted.verified) == (47, 0)
        assert counted.missing == 36, "33 not determinable and 3 blank: not in this text"
        shown = readings(selectors.expiry(version, date(2026, 11, 22)))
        assert [one.ends for one in shown] == [
            "22 novembre 2026",
            "non oltre il 19 gennaio 2027",
            "una data per ente",
        ]
        assert [one.left for one in shown[:2]] == ["oggi è l'ultimo giorno", "al più altri 58 giorni"]
        assert shown[2].note == "Per 37 enti nessuna data è provata."


def test_bodies_without_a_proven_date_stand_folded_apart_on_the_screen(cast: Cast, client_of: Sign) -> None:
    page = flat(client_of(cast.ada), "/protocollo/validita/")
    assert "senza una data provata" in page
    assert page.count("/protocollo/firmatari/") == 6
