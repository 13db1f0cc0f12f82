"""Nobody recovers a hidden count from what is published, not even knowing the rules and every other table."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.statistics.tests.attacker import World, published, twin

pytestmark = pytest.mark.django_db

# Small numbers and the edges of rounding are where a table gives its secrets away.
EDGES = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 8, 12, 13, 17, 18, 22, 23, 40])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    first = draw(st.lists(EDGES, min_size=2, max_size=6))
    women = sum(first)
    second = _partition(draw, women, draw(st.integers(2, 5)))
    unknown = draw(st.integers(0, women))
    known = women - unknown
    types = [min(known, draw(EDGES)) for _ in range(draw(st.integers(1, 4)))]
    types.append(max(0, known - sum(types)))
    return World(
        women,
        {"age": _named(first), "channel": _named(second)},
        {"violence": _named(types) | {"unknown": unknown}},
    )


def _partition(draw: st.DrawFn, whole: int, parts: int) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=parts - 1, max_size=parts - 1)))
    return [right - left for left, right in zip([0, *cuts], [*cuts, whole], strict=True)]


def _named(counts: list[int]) -> dict[str, int]:
    return {f"c{index}": count for index, count in enumerate(counts)}


EXAMPLES = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@EXAMPLES
@given(world=worlds())
def test_every_hidden_count_could_be_at_least_two_other_numbers(world: World) -> None:
    shown = published(world)
    truth = world.single | world.several
    for code, table in shown["tables"].items():
        if table["withheld"]:
            continue
        for category, value in table["cells"].items():
            if value is None:
                others = [twin(world, code, category, v) for v in range(5) if v != truth[code][category]]
                lookalikes = [other for other in others if other is not None and published(other) == shown]
                assert len(lookalikes) >= 2, (code, category, shown)


@EXAMPLES
@given(world=worlds())
def test_whatever_is_shown_is_a_multiple_of_five_near_the_truth(world: World) -> None:
    shown = published(world)
    truth = world.single | world.several
    numbers = [(shown["women"], world.women)]
    for code, table in shown["tables"].items():
        numbers += [(value, truth[code][category]) for category, value in table["cells"].items()]
        assert not (table["withheld"] and any(value is not None for value in table["cells"].values()))
    for value, count in numbers:
        assert value is None or (value % 5 == 0 and value >= 5 and abs(value - count) <= 2)
        assert count >= 5 or value is None


def test_a_single_hidden_count_is_not_told_by_the_total() -> None:
    """7 + 7 + 4: shown as 5 and 5, the total as 20: only 7 + 7 + 4 reaches 18."""
    shown = published(World(18, {"age": {"a": 7, "b": 7, "c": 4}}, {}))
    assert shown["tables"]["age"] == {"withheld": True, "cells": {"a": None, "b": None, "c": None}}


def test_a_hidden_count_is_not_told_by_another_table() -> None:
    """Alone the first table is safe; beside a second one, whose counts cannot reach so far down, it is not."""
    alone = World(46, {"age": {"a": 42, "b": 4}}, {})
    assert not published(alone)["tables"]["age"]["withheld"]
    beside = World(46, alone.single | {"channel": {"x": 23, "y": 23}}, {})
    assert published(beside)["tables"]["age"]["withheld"]


def test_where_every_woman_named_one_violence_only_a_hidden_type_is_not_told() -> None:
    world = World(104, {}, {"violence": {"physical": 50, "economic": 50, "fgm": 4, "unknown": 0}})
    cells = published(world)["tables"]["violence"]["cells"]
    assert cells["fgm"] is None


def test_an_ordinary_year_is_published_whole() -> None:
    """Milan's proportions: what is under 5 is hidden, nothing else is lost."""
    world = World(
        2471,
        {
            "age_class": {
                "u18": 3,
                "a18_29": 494,
                "a30_39": 642,
                "a40_49": 716,
                "a50_59": 420,
                "a70p": 49,
                "unknown": 147,
            },
            "citizenship": {"it": 1532, "eu": 210, "non_eu": 480, "stateless": 2, "unknown": 247},
        },
        {"violence_type": {"psychological": 2075, "physical": 1606, "fgm": 1, "unknown": 96}},
    )
    shown = published(world)
    assert shown["women"] == 2470
    assert not any(table["withheld"] for table in shown["tables"].values())
    assert shown["tables"]["age_class"]["cells"] == {
        "u18": None, "a18_29": 495, "a30_39": 640, "a40_49": 715, "a50_59": 420, "a70p": 50, "unknown": 145,
    }  # fmt: skip
    assert shown["tables"]["citizenship"]["cells"]["stateless"] is None
    assert shown["tables"]["violence_type"]["cells"]["fgm"] is None


def test_fewer_than_five_women_show_nothing() -> None:
    shown = published(World(4, {"age": {"a": 4, "b": 0}}, {}))
    assert shown == {"women": None, "tables": {"age": {"withheld": True, "cells": {"a": None, "b": None}}}}
