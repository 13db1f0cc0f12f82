"""Three centres of the cast with women of a year, and what their analysts send."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from trama.access.context import acting
from trama.cases.services.opening import open_path
from trama.statistics import services
from trama.statistics.categories import token
from trama.statistics.models import Cell, State, Submission
from trama.testing.cast import Cast, Person

YEAR = 2025
AT = timezone.make_aware(datetime(YEAR, 5, 10, 12))  # noqa: DTZ001
LATER = timezone.make_aware(datetime(YEAR + 1, 1, 20, 9))  # noqa: DTZ001


def open_paths(person: Person, *profiles: dict[str, Any], author: dict[str, Any] | None = None) -> None:
    """A path for each profile, through the service, in `person`'s organisation."""
    with acting(person.actor):
        keyring = person.unlock()
        for index, profile in enumerate(profiles):
            open_path(
                actor=person.actor, keyring=keyring, name=f"Donna {index}", profile=profile, author=author or {}, at=AT
            )  # fmt: skip


def hand_in(person: Person, counts: dict[str, dict[str, int]], *, year: int = YEAR) -> Submission:
    """A submitted year of `person`'s organisation with these cells, written row by row."""
    with acting(person.actor):
        mine = Submission.objects.filter(organisation=person.organisation_id, year=year)
        submission = Submission.objects.create(
            organisation_id=person.organisation_id, network_id=person.actor.network_id, year=year,
            version=mine.count() + 1, computed_at=LATER, computed_by=person.membership_id,
        )  # fmt: skip
        Cell.objects.bulk_create(
            Cell(
                organisation_id=person.organisation_id,
                submission=submission,
                table_code=table,
                category=token(code),
                count=n,
            )
            for table, cells in counts.items()
            for code, n in cells.items()
        )
        return services.submit_figures(
            actor=person.actor, submission_id=submission.pk, at=LATER
        )  # fmt: skip


@pytest.fixture
def real(committed: str, everybody: Cast) -> Cast:
    """The cast on a database of its own, where commits are real: closing and publishing are two transactions."""
    return everybody


@pytest.fixture
def dina(cast: Cast) -> Iterator[Person]:
    """Aurora's analyst, acting."""
    with acting(cast.dina.actor):
        yield cast.dina


def states(person: Person, year: int = YEAR) -> list[str]:
    with acting(person.actor):
        return [State(row.state) for row in Submission.objects.filter(year=year).order_by("version")]
