"""Counting a year: every woman once, what is not known kept, nothing lost."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.cases.facts import PathFact
from trama.common.vocabularies import vocabulary
from trama.shelters.facts import StayFact
from trama.statistics.categories import KINDS, OPEN, SUBMITTED, UNKNOWN
from trama.statistics.stays import count_stays
from trama.statistics.tables import count


def woman(**codes: Any) -> PathFact:
    given: dict[str, Any] = {
        "subject": uuid4(), "readable": True, "state": "in_path", "opened": date(2025, 3, 1), "closed": None,
        "is_new": True, "closed_in_year": False,
    }  # fmt: skip
    return PathFact(**(given | codes))


def shown(table: str, *women: PathFact) -> dict[str, int]:
    """The categories that are not empty."""
    return {code: number for code, number in count(women, 2025).tables[table].counts.items() if number}


def test_an_empty_year_has_every_category_at_zero() -> None:
    figures = count([], 2025)
    assert figures.women == 0 and figures.new == 0
    assert set(figures.tables["age_class"].counts) == set(vocabulary("age_class").codes)
    assert figures.tables["age_class"].percent("a18_29") is None


def test_what_nobody_asked_is_not_known_and_stays_in_the_table() -> None:
    assert shown("citizenship", woman(), woman(citizenship="unknown"), woman(citizenship="it")) == {
        "it": 1,
        UNKNOWN: 2,
    }
    assert count([woman(), woman(citizenship="it")], 2025).tables["citizenship"].percent(UNKNOWN) == 50


def test_a_woman_stands_under_each_form_of_violence_that_is_hers() -> None:
    counts = shown(
        "violence_type", woman(violence_type=("physical", "economic")), woman(violence_type=("physical",))
    )
    assert counts == {"physical": 2, "economic": 1}


def test_unknown_violence_stands_alone() -> None:
    assert shown("violence_type", woman(violence_type=("physical", "unknown")), woman(violence_type=("unknown",))) == {
        "physical": 1, UNKNOWN: 1,
    }  # fmt: skip


def test_a_path_closed_after_the_year_was_still_open_in_it() -> None:
    closed_later = woman(state="closed", closed=date(2026, 1, 1), closure_reason="agreed")
    closed = woman(state="closed", closed=date(2025, 6, 1), closed_in_year=True, closure_reason="agreed")
    wordless = woman(state="closed", closed=date(2025, 6, 1), closed_in_year=True)
    assert shown("outcome", closed_later, closed, wordless) == {OPEN: 1, "agreed": 1, UNKNOWN: 1}


def test_a_code_of_another_version_is_counted_as_not_known() -> None:
    assert shown("age_class", woman(age_class="a25_34")) == {UNKNOWN: 1}


def test_age_by_citizenship_has_the_margins_of_the_two_tables() -> None:
    figures = count([woman(age_class="a18_29", citizenship="it"), woman(age_class="a18_29"), woman()], 2025)
    crossed = figures.age_by_citizenship.counts
    assert crossed["a18_29", "it"] == crossed["a18_29", UNKNOWN] == crossed[UNKNOWN, UNKNOWN] == 1
    for age, number in figures.tables["age_class"].counts.items():
        assert sum(crossed[age, origin] for origin in vocabulary("citizenship")) == number


def stay(subject: UUID, **columns: Any) -> StayFact:
    given: dict[str, Any] = {
        "subject": subject, "started": date(2025, 1, 1), "ended": None, "nights": 10, "level": "", "exit_reason": "",
        "continues": False,
    }  # fmt: skip
    return StayFact(**(given | columns))


def test_a_change_of_place_is_no_exit_and_a_guest_is_one_woman() -> None:
    amina, bruna, chiara = uuid4(), uuid4(), uuid4()
    spring = date(2025, 4, 1)
    stays = count_stays(
        [
            stay(amina, ended=spring, exit_reason="transferred"),
            stay(amina, started=spring, continues=True, ended=spring, exit_reason="own_home"),
            stay(bruna, ended=spring, exit_reason="transferred"),  # to another organisation's house
            stay(chiara, ended=spring),
            stay(chiara, started=spring, ended=date(2026, 1, 1), exit_reason="returned"),
        ],
        2025,
    )
    assert (stays.guests, stays.nights) == (3, 50)
    assert {code: n for code, n in stays.exits.counts.items() if n} == {
        "own_home": 1,
        "transferred": 1,
        UNKNOWN: 1,
    }


def _codes(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *vocabulary(name).codes])


@st.composite
def women(draw: st.DrawFn) -> PathFact:
    closed = draw(st.booleans())
    return woman(
        is_new=draw(st.booleans()),
        closed_in_year=closed,
        age_class=draw(_codes("age_class")),
        citizenship=draw(_codes("citizenship")),
        violence_type=tuple(draw(st.lists(_codes("violence_type"), max_size=4))),
        relationship=draw(_codes("relationship_l53")),
        relationship_group=draw(_codes("relationship_group")),
        access_channel=draw(_codes("access_channel")),
        closure_reason=draw(_codes("closure_reason")) if closed else "",
    )


def _sums(tables: Any) -> Iterator[tuple[str, int]]:
    for code, table in tables.items():
        if not KINDS[code].several:
            yield code, sum(table.counts.values())


@given(st.lists(women(), max_size=30))
def test_every_table_of_single_answers_sums_to_the_women(rows: list[PathFact]) -> None:
    figures = count(rows, 2025)
    assert dict(_sums(figures.tables)) == {code: len(rows) for code in KINDS if not KINDS[code].several}
    forms = figures.tables["violence_type"].counts
    assert all(number <= len(rows) for number in forms.values())
    assert sum(forms.values()) >= len(rows)


@pytest.mark.parametrize("kind", SUBMITTED, ids=lambda kind: kind.code)
def test_every_submitted_table_says_what_is_not_known(kind: Any) -> None:
    assert UNKNOWN in kind.categories() or kind.code == "presence"
