"""What each chapter says of a year with something in it; no query a row."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trama.access.context import acting
from trama.protocol.report.blocks import Bars, Facts, Report, Table
from trama.protocol.report.composing import compose
from trama.testing.cast import Cast
from trama.testing.world import World

pytestmark = pytest.mark.django_db
QUERIES = 45  # of the whole report, however long its lists are


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def report_of(cast: Cast, day: date) -> Report:
    with acting(cast.tea.actor):
        found = compose(actor=cast.tea.actor, year=day.year, day=day)
    assert found is not None
    return found


def texts(report: Report, slug: str) -> str:
    """Everything a chapter says, in one string."""
    section = next(section for section in report.sections if section.slug == slug)
    said = [section.title, section.lead]
    for block in section.blocks:
        if isinstance(block, Table):
            said += [
                block.caption,
                block.empty,
                *block.columns,
                *(cell for row in block.rows for cell in row),
            ]
        elif isinstance(block, Facts):
            said += [text for item in block.items for text in item]
        elif isinstance(block, Bars):
            said += [block.caption, block.alt, *(label for label, _amount in block.items)]
        else:
            said.append(block.text)
    return " ".join(said)


def test_an_empty_year_has_every_chapter_and_says_what_is_missing(cast: Cast) -> None:
    report = report_of(cast, date(2026, 11, 22))
    slugs = [section.slug for section in report.sections]
    assert slugs == [
        "in-breve", "firmatari", "incontri", "impegni", "gruppi", "decisioni", "risorse", "indicatori",
    ]  # fmt: skip
    assert "Mancano 2 incontri operativi" in texts(report, "in-breve")
    assert "Casa rifugio Ginestra" in texts(report, "firmatari")
    assert "Nessun incontro in questo anno." in texts(report, "incontri")
    assert "Nessuna decisione in un verbale approvato." in texts(report, "decisioni")


def test_a_year_with_meetings_evidence_and_money(cast: Cast, world: World, today: date) -> None:
    report = report_of(cast, today)
    assert "Centro antiviolenza Aurora" in texts(report, "impegni")
    for section in report.sections:
        assert texts(report, section.slug).strip()


def test_the_queries_do_not_grow_with_the_lists(cast: Cast, world: World, today: date) -> None:
    with acting(cast.tea.actor), CaptureQueriesContext(connection) as asked:
        compose(actor=cast.tea.actor, year=today.year, day=today)
    assert len(asked) <= QUERIES
