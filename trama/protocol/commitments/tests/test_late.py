"""What is late, as the database finds it: the same as the rules say, in pages and by filters."""

import random
from collections.abc import Callable, Collection, Mapping
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.registry import Registry
from trama.network.models import Organisation
from trama.protocol.commitments import selectors, services, sources
from trama.protocol.commitments.late import LateOnes
from trama.protocol.commitments.models import Ownership
from trama.protocol.commitments.own import own_dates
from trama.protocol.commitments.rules import Rule, State
from trama.protocol.commitments.sources import Tally
from trama.protocol.commitments.tests.acts import YEAR, confirm, owns, proof
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
YEARS = [YEAR, YEAR - 1, YEAR - 2]


class Kept:
    """An area that keeps meetings, with what a test says."""

    def __init__(self, told: Mapping[int, Mapping[Rule, Tally]]) -> None:
        self.told = told

    def tallies(self, actor: Actor, years: Collection[int]) -> Mapping[int, Mapping[Rule, Tally]]:
        return {year: self.told.get(year, {}) for year in years}


def by_the_database(actor: Actor, **asked: object) -> list[tuple[UUID, int, date, int, int]]:
    found = LateOnes(
        actor, selectors.versions(actor), **{"years": YEARS, "today": timezone.localdate(), **asked}  # type: ignore[arg-type]
    )  # fmt: skip
    listed = found[0:1000]
    assert found.count() == len(listed)
    return [(one.ownership_id, one.year, one.due, one.done, one.needs) for one in listed]


def by_the_rules(actor: Actor) -> set[tuple[UUID, int, date | None, int, int]]:
    """Each body asked by itself, in Python."""
    versions, today = selectors.versions(actor), timezone.localdate()
    bodies = Ownership.objects.values_list("organisation", flat=True).distinct()
    return {
        (one.ownership.pk, one.year, one.outcome.due, one.outcome.done, one.outcome.needs)
        for body in bodies
        for one in own_dates(actor, versions, body, years=YEARS, today=today).found
        if one.outcome.state == State.LATE
    }


def some_days(chance: random.Random, year: int, most: int) -> frozenset[date]:
    return frozenset(date(year, chance.randint(1, 9), 3) for _day in range(chance.randint(0, most)))


def some_meetings(chance: random.Random, bodies: list[UUID]) -> dict[int, dict[Rule, Tally]]:
    told = {}
    for year in YEARS:
        held = some_days(chance, year, 4)
        came = {
            body: frozenset(day for day in held if chance.random() < 0.6)
            for body in bodies
            if chance.random() < 0.7
        }
        tally, review = Tally(held, came), Tally(some_days(chance, year, 1), {})
        told[year] = {Rule.MEETINGS_HELD: tally, Rule.MEETINGS_ATTENDED: tally, Rule.YEARLY_REVIEW: review}
    return told


@pytest.mark.parametrize("seed", range(8))
def test_the_database_finds_late_what_the_rules_say_is_late(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(sources, "meeting_counters", Registry("meeting counters"))
    with acting(cast.tea.actor):
        bodies = list(Organisation.objects.values_list("pk", flat=True))
        if seed:  # in the first nobody keeps meetings
            sources.meeting_counters.register(Kept(some_meetings(chance, bodies)))
        for year in YEARS[1:]:
            if chance.random() < 0.5:
                due = date(chance.choice([year, YEAR]), 12, 30)
                services.set_data_term(actor=cast.tea.actor, year=max(year, due.year - 1), due_on=due)
    for person, body, code, kind in (
        (cast.franca, "aurora", "A3-02a", "meeting"), (cast.ivana, "iris", "A3-02a", "meeting"),
        (cast.sofia, "sociale", "WEL-10b", "submission"), (cast.sofia, "sociale", "A3-02a", "meeting"),
    ):  # fmt: skip
        for year in YEARS[1:]:
            for day in some_days(chance, year, 3):
                with acting(person.actor):
                    given = services.give_evidence(
                        actor=person.actor, ownership=owns(cast, body, code), year=year,
                        proof=proof(kind=kind, day=day),
                    )  # fmt: skip
                if chance.random() < 0.7:
                    confirm(cast.tea, given)
    with acting(cast.ada.actor):
        found = by_the_database(cast.ada.actor)
        assert len(found) == len(set(found))
        assert set(found) == by_the_rules(cast.ada.actor)
        assert [row[1] for row in found] == sorted((row[1] for row in found), reverse=True)


def test_late_ones_are_filtered_and_paged_by_the_database(cast: Cast, client_of: ClientOf) -> None:
    with acting(cast.ada.actor):
        everything = by_the_database(cast.ada.actor)
        one_year = by_the_database(cast.ada.actor, years=[YEAR - 1])
        data = by_the_database(cast.ada.actor, capability="data")
        assert everything
        assert one_year == [row for row in everything if row[1] == YEAR - 1]
        assert 0 < len(data) < len(everything)
        versions = selectors.versions(cast.ada.actor)
        pages = LateOnes(cast.ada.actor, versions, years=YEARS, today=timezone.localdate())
        assert [one.ownership_id for one in pages[2:5]] == [row[0] for row in everything[2:5]]
    client = client_of(cast.ada)
    url = reverse("protocol:late")
    assert "WEL-10b" in client.get(url, {"ambito": "data"}).text
    assert "A6-01" not in client.get(url, {"ambito": "data"}).text
    assert f'<td data-label="Anno">{YEAR - 2}</td>' not in client.get(url, {"anno": str(YEAR - 1)}).text
    odds: tuple[dict[str, str], ...] = (
        {"anno": "9" * 30},
        {"ambito": "\x00"},
        {"page": "99"},
        {"anno": "1900"},
    )
    for odd in odds:
        assert client.get(url, odd).status_code == 200
