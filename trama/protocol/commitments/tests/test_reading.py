"""What the pages say: by body, by article and capability, late ones, the picture; in a bounded number of queries."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.access.context import acting
from trama.protocol.commitments import services
from trama.protocol.commitments.models import Evidence, Ownership
from trama.protocol.commitments.rules import Rule
from trama.protocol.commitments.tests.acts import NEW_YEAR, YEAR, confirm, give, owns, proof
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def body_url(cast: Cast, name: str, **asked: object) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse("protocol:body_commitments", args=[cast.organisations[name]]) + (
        f"?{query}" if query else ""
    )


def test_a_referents_day_begins_with_what_her_body_promised(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.franca).get(reverse("accounts:home"), follow=True)
    assert page.redirect_chain[-1][0] == body_url(cast, "aurora")
    assert "Centro antiviolenza Aurora" in page.text
    assert "Partecipare ai 2 incontri operativi annuali" in page.text


def test_every_commitment_of_a_body_is_reached_from_its_page(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ivana)
    for name in ("aurora", "capofila", "municipio"):
        found: set[str] = set()
        for number in (1, 2, 3):
            found |= set(
                re.findall(r"/promessa/([0-9a-f-]{36})/", client.get(body_url(cast, name, page=number)).text)
            )
        with acting(cast.ivana.actor):
            promised = Ownership.objects.filter(organisation=cast.organisations[name])
            assert found == {str(row.pk) for row in promised}, name


def test_the_rule_stands_on_the_page_of_every_rule(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ada)
    with acting(cast.ada.actor):
        rows = {code: owns(cast, body, code) for body, code in (
            ("aurora", "A3-02a"), ("capofila", "A6-01"), ("sociale", "WEL-10b"), ("aurora", "A3-01"),
            ("aurora", "CAV-01"),
        )}  # fmt: skip
    for code, row in rows.items():
        page = client.get(reverse("protocol:ownership", args=[row.pk])).text
        assert str(Rule(row.commitment.rule).label) in page, code
        assert "Aggiungi una prova" not in page  # Ada is no referent


def test_state_evidence_and_year_read_as_they_are(cast: Cast, client_of: ClientOf) -> None:
    confirm(
        cast.tea,
        give(cast, cast.franca, "aurora", "CAV-00a", kind="event", day=NEW_YEAR, title="Serata aperta"),
    )
    give(cast, cast.franca, "aurora", "CAV-00c", title="Carta dei servizi")
    client = client_of(cast.ivana)
    page = client.get(body_url(cast, "aurora", stato="evidenced")).text
    assert "Serata aperta" in page
    assert "Offrire tutti i servizi gratuitamente" not in page
    page = client.get(body_url(cast, "aurora", stato="not_yet", ambito="services")).text
    assert "Offrire tutti i servizi gratuitamente" in page
    assert "1 da confermare" in page
    assert "Serata aperta" not in client.get(body_url(cast, "aurora", anno=YEAR - 1, stato="evidenced")).text


def test_filters_of_the_register(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ada)
    register = reverse("protocol:commitments")
    assert "1–30 di 191" in client.get(register).text
    assert "6 impegni" in client.get(register, {"articolo": "5"}).text
    assert "18 impegni" in client.get(register, {"ambito": "training"}).text
    assert "13 impegni" in client.get(register, {"chi": "CAV"}).text
    page = client.get(register, {"stato": "late", "anno": str(YEAR - 1)}).text
    assert "Convocare almeno 2 incontri" in page
    assert "Offrire ascolto" not in page
    odds: tuple[dict[str, str], ...] = (
        {"anno": "9" * 30},
        {"anno": "1800"},
        {"articolo": "zz"},
        {"page": "x"},
        {"stato": "\x00"},
    )
    for odd in odds:
        assert client.get(register, odd).status_code == 200


def test_late_ones_are_those_that_the_protocol_dates(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ada)
    page = client.get(reverse("protocol:late")).text
    assert {"A3-02a", "A6-01", "DIR-07a", "WEL-10b"} >= set(
        re.findall(r"[A-Z0-9]+-\d\d[ab]?(?=</small>)", page)
    )
    assert "A6-01" in page
    for month in (4, 10):
        with acting(cast.tea.actor):
            given = services.give_evidence(
                actor=cast.tea.actor, ownership=owns(cast, "capofila", "A6-01"), year=YEAR - 1,
                proof=proof(kind="meeting", day=date(YEAR - 1, month, 9), title="Incontro"),
            )  # fmt: skip
        confirm(cast.tilde, given)
    page = client.get(reverse("protocol:late")).text
    years = re.findall(r"anno=(\d{4})\">Convocare almeno", page)
    assert str(YEAR - 1) not in years


def test_every_mark_of_the_picture_is_a_link_and_the_same_numbers_stand_beneath(
    cast: Cast, client_of: ClientOf
) -> None:
    confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    client = client_of(cast.ada)
    page = client.get(reverse("protocol:matrix")).text
    drawn = page[page.index('<table class="matrix') : page.index("</table>")]
    with acting(cast.ada.actor):
        everything = {str(key) for key in Ownership.objects.values_list("pk", flat=True)}
        shown = owns(cast, "aurora", "CAV-00c").pk
    found = re.findall(r"<a class=[eldn] href=\.\./promessa/([0-9a-f-]{36})/>", drawn)
    assert len(found) == len(everything)
    assert set(found) == everything
    assert f"<a class=e href=../promessa/{shown}/>Dimostrato</a>" in drawn
    assert len(re.findall(r'<th scope="col">', drawn)) == 191 + 1  # each heard with its text
    for line in drawn.split("<tr>")[
        2:
    ]:  # whatever is empty, each row has as many columns as there are commitments
        spans = re.findall(r"<t[dh](?: scope=\"\w+\")?(?: colspan=(\d+))?>", line)
        assert sum(int(span or 1) for span in spans) == 191 + 1, line[:200]
    before = client.get(f"{reverse('protocol:matrix')}?anno={YEAR - 1}").text
    assert f"promessa/{shown}/?anno={YEAR - 1}>" in before
    row = page[page.rindex("<tbody>") :]
    assert re.search(r"Aurora</a></th>\s*<td class=\"numeric\" data-label=\"Dimostrati\">1</td>", row)
    assert client.get(f"{reverse('protocol:matrix')}?articolo=5&anno={YEAR - 1}").status_code == 200


@pytest.mark.parametrize(
    ("page", "most"), [("commitments", 21), ("late", 14), ("matrix", 20), ("to_decide", 12)]
)
def test_lists_ask_a_bounded_number_of_queries(cast: Cast, client_of: ClientOf, page: str, most: int) -> None:
    client = client_of(cast.tea)
    url = reverse(f"protocol:{page}")
    client.get(url)
    before = queries(client, url)
    for code in ("CAV-00a", "CAV-00c", "A3-03", "A3-05", "A3-08"):
        give(cast, cast.franca, "aurora", code)
    assert queries(client, url) <= before + 1
    assert before <= most, before


def test_a_bodys_page_asks_a_bounded_number_of_queries(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.franca)
    url = body_url(cast, "aurora")
    client.get(url)
    assert queries(client, url) <= 15  # seven of them are the frame of every page


def test_a_body_that_never_signed_is_told_so_and_another_is_not_there(
    cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.ada)
    assert client.get(reverse("protocol:body_commitments", args=[cast.network_id])).status_code == 404


def test_what_is_late_of_an_earlier_year_stands_on_the_bodys_own_page(
    cast: Cast, client_of: ClientOf
) -> None:
    words = f"Condividere annualmente dati aggregati e anonimizzati · {YEAR - 1}"
    assert words in client_of(cast.sofia).get(reverse("protocol:our_commitments"), follow=True).text
    assert (
        words not in client_of(cast.franca).get(body_url(cast, "sociale")).text
    )  # no other body is reminded
    with acting(cast.tea.actor):
        services.set_data_term(actor=cast.tea.actor, year=YEAR - 1, due_on=date(YEAR, 12, 31))
    confirm(cast.tea, data_sent(cast))
    assert words not in client_of(cast.sofia).get(body_url(cast, "sociale")).text


def data_sent(cast: Cast) -> Evidence:
    """The data of last year, sent."""
    with acting(cast.sofia.actor):
        return services.give_evidence(
            actor=cast.sofia.actor, ownership=owns(cast, "sociale", "WEL-10b"), year=YEAR - 1,
            proof=proof(kind="submission", title="Tavole annuali"),
        )  # fmt: skip
