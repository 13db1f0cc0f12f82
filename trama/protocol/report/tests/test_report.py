"""The yearly report: the same data and day, the same bytes; who may; what it says."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.report.composing import compose, years
from trama.protocol.report.services import produce_report
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
ClientOf = Callable[[Person], Client]


def test_the_same_data_and_day_give_the_same_bytes(cast: Cast) -> None:
    with acting(cast.tea.actor):
        once = produce_report(actor=cast.tea.actor, year=2026, day=DAY)
        assert once == produce_report(actor=cast.tea.actor, year=2026, day=DAY)
        assert once != produce_report(actor=cast.tea.actor, year=2026, day=date(2026, 11, 21))
    for mark in (b"%PDF-1.7", b"/StructTreeRoot", b"pdfuaid", b"pdfaid"):
        assert mark in once


def test_every_body_reads_the_same_report(cast: Cast) -> None:
    reports = []
    for person in (cast.tea, cast.franca, cast.ivana):
        with acting(person.actor):
            reports.append(compose(actor=person.actor, year=2026, day=DAY))
    assert reports[0] is not None
    assert reports[0] == reports[1] == reports[2]


def test_years_begin_with_the_protocol(cast: Cast) -> None:
    with acting(cast.tea.actor):
        assert years(cast.tea.actor, DAY) == [2026, 2025, 2024, 2023]
        with pytest.raises(DomainError, match="no_report"):
            produce_report(actor=cast.tea.actor, year=2022, day=DAY)


def test_the_page_and_its_paper(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.franca)
    page = client.get("/protocollo/relazione/2026/?al=2026-11-22")
    assert page.status_code == 200
    assert "22 novembre 2026" in page.content.decode()
    assert "non oltre il" in page.content.decode()
    paper = client.get("/protocollo/relazione/2026/pdf/?al=2026-11-22")
    assert paper["Content-Type"] == "application/pdf"
    assert 'filename="relazione-2026-al-2026-11-22.pdf"' in paper["Content-Disposition"]
    with acting(cast.franca.actor):
        assert Event.objects.filter(action="report.produced").count() == 1


@pytest.mark.parametrize("wrong", ["al=2026-02-31", "al=9999-01-01", "al=x"])
def test_an_impossible_day_is_todays_report(cast: Cast, client_of: ClientOf, wrong: str) -> None:
    assert client_of(cast.franca).get(f"/protocollo/relazione/2026/?{wrong}").status_code == 200


def test_a_year_without_report_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    for url in ("/protocollo/relazione/1999/", "/protocollo/relazione/1999/pdf/"):
        assert client_of(cast.franca).get(url).status_code == 404


def test_who_works_with_women_alone_does_not_produce_it(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.ada).get("/protocollo/relazione/2026/pdf/").status_code == 403


def test_the_system_produces_it_for_the_lead_body(cast: Cast) -> None:
    lead = Actor.system(organisation_id=cast.organisations["capofila"], network_id=cast.network_id)
    with acting(lead):
        assert produce_report(actor=lead, year=2026, day=DAY).startswith(b"%PDF")


def test_what_is_long_is_folded_on_the_page_and_opens_with_one_link(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a telephone the report is chapters and figures; a list of bodies is one tap away, and nothing is missing."""
    client = client_of(cast.franca)
    address = "/protocollo/relazione/2026/"
    short = client.get(address).text
    monkeypatch.setattr("trama.protocol.report.blocks.MOST_ROWS", 2)
    folded, opened = client.get(address).text, client.get(f"{address}?aperte=1").text
    assert short.count('<details class="fold"') < folded.count('<details class="fold"')
    assert folded.count('<details class="fold">') == opened.count('<details class="fold" open>') > 0
    assert folded.count("<tr>") == opened.count("<tr>") == short.count("<tr>")
    assert "Apri tutti i capitoli" in folded and "Richiudi i capitoli" in opened
    chapters = re.findall(r'<details class="fold" id="[a-z-]+"( open)?>', folded)
    assert chapters == [" open", *[""] * (len(chapters) - 1)] and len(chapters) > 5, "the summary stands open"
    assert set(re.findall(r'<details class="fold" id="[a-z-]+"( open)?>', opened)) == {" open"}
    assert "aperte=1" not in opened.split("folds-act")[1].split("</p>")[0]
