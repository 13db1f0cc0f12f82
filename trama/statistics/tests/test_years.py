"""Which women are of which year, through the paths as operators write them."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from trama.access.context import acting
from trama.cases.facts import path_facts, path_facts_of
from trama.cases.services.opening import open_path
from trama.cases.services.states import close_path, reopen_path
from trama.cases.services.timeline import activate, add_child, add_entry
from trama.statistics import services
from trama.statistics.tests.conftest import LATER
from trama.testing.cast import Cast


def day(year: int, month: int = 6) -> datetime:
    return timezone.make_aware(datetime(year, month, 15, 10))  # noqa: DTZ001


@pytest.fixture
def three_years(cast: Cast) -> Cast:
    """Amina came in 2024 and still comes; Bruna came and closed in 2025; Chiara came in 2024 and nothing since."""
    with acting(cast.ada.actor):
        who: dict[str, Any] = {"actor": cast.ada.actor, "keyring": cast.ada.unlock()}
        amina = open_path(**who, name="Amina", profile={"age_class": "a30_39"}, at=day(2024))
        add_child(**who, path_id=amina.pk, birth_year=2010, exposure="witnessed", at=day(2024))
        activate(**who, path_id=amina.pk, service="legal_civil", status="delivered", at=day(2024))
        add_entry(**who, path_id=amina.pk, kind="interview", words="Si è seduta.", at=day(2025))
        bruna = open_path(**who, name="Bruna", at=day(2025, 2))
        close_path(**who, path_id=bruna.pk, reason="agreed", at=day(2025, 11))
        open_path(**who, name="Chiara", at=day(2024, 3))
    return cast


def test_a_woman_is_of_every_year_she_walked_and_new_in_the_first(three_years: Cast) -> None:
    dina = three_years.dina
    with acting(dina.actor):
        year = services.read_year(actor=dina.actor, keyring=dina.unlock(), year=2025, at=LATER)
    figures, before = year.figures, year.before
    assert (before.women, before.new) == (2, 2)  # Amina, Chiara
    assert (figures.women, figures.new) == (2, 1)  # Amina, and Bruna who is new
    assert {code: n for code, n in figures.tables["outcome"].counts.items() if n} == {"open": 1, "agreed": 1}


def test_two_years_at_once_are_what_they_are_one_by_one(three_years: Cast) -> None:
    dina = three_years.dina
    with acting(dina.actor):
        keyring = dina.unlock()
        together = path_facts_of(dina.actor, keyring, years=[2024, 2025, 2026])
        assert together == {year: path_facts(dina.actor, keyring, year=year) for year in together}
        bare = path_facts_of(dina.actor, keyring, years=[2025], beside=False)[2025]
    amina = next(fact for fact in together[2025] if fact.age_class)
    assert (amina.children, amina.minors, amina.children_exposed, amina.activated) == (
        1,
        1,
        1,
        ("legal_civil",),
    )
    assert [(fact.children, fact.activated) for fact in bare] == [(0, ())] * 2


def test_a_path_taken_up_again_is_not_new(three_years: Cast) -> None:
    ada, dina = three_years.ada, three_years.dina
    with acting(ada.actor):
        keyring = ada.unlock()
        bruna = next(fact for fact in path_facts(dina.actor, keyring, year=2025) if fact.closed_in_year)
        reopen_path(actor=ada.actor, keyring=keyring, path_id=bruna.subject, at=day(2026, 1))
    with acting(dina.actor):
        year = services.read_year(actor=dina.actor, keyring=dina.unlock(), year=2026, at=day(2026, 2))
    later, before = year.figures, year.before
    assert (later.women, later.new) == (1, 0)
    assert later.tables["outcome"].counts["open"] == 1
    assert before.women == 2
