"""What the protocol dates, of one body and a few years: its own page shows this year's states and what is to do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from trama.access.actor import Actor
from trama.protocol.agreement.models import Version
from trama.protocol.commitments.models import DataTerm, Ownership
from trama.protocol.commitments.rules import Frame, Outcome, Rule
from trama.protocol.commitments.selectors import (
    DATED_RULES,
    Dated,
    confirmed_of,
    outcome_of,
    version_of_year,
)
from trama.protocol.commitments.sources import Tally, tallies_of


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One dated commitment of one body for one year: done, still due, or late."""

    year: int
    ownership: Ownership
    outcome: Outcome


@dataclass(frozen=True)
class OwnDates:
    """The dated commitments of one body in several years."""

    tallies: dict[int, dict[Rule, Tally]]
    found: list[Outstanding]

    def of(self, year: int) -> Dated:
        """As the lists of one year take them."""
        outcomes = {one.ownership.pk: one.outcome for one in self.found if one.year == year}
        return Dated(self.tallies[year], outcomes)

    def to_do(self, years: Collection[int]) -> list[Outstanding]:
        """What is due or late."""
        return [one for one in self.found if one.year in years and one.outcome.due is not None]


def own_dates(
    actor: Actor, versions: list[Version], organisation: UUID, *, years: Collection[int], today: date
) -> OwnDates:
    """One query, and that of the area of meetings."""
    terms = DataTerm.objects.filter(network=OuterRef("network"))
    rows = (
        Ownership.objects.filter(
            network=actor.network_id, organisation=organisation, commitment__rule__in=DATED_RULES
        )
        .annotate(
            proven=ArraySubquery(
                confirmed_of(OuterRef("pk")).values(one=JSONObject(year=F("year"), day=F("day")))
            ),
            terms=ArraySubquery(terms.values(one=JSONObject(year=F("year"), day=F("due_on")))),
        )
        .select_related("commitment", "organisation")
        .order_by("commitment__order")
    )
    listed = list(rows)
    told = tallies_of(actor, years)
    found = [
        Outstanding(year, row, outcome_of(row, _frame(row, year, today), _proofs(row, year), told[year]))
        for year in years
        for row in listed
        if _binds(row, year, version_of_year(versions, year))
    ]
    return OwnDates(told, found)


def _days(pairs: list[dict[str, Any]], year: int) -> frozenset[date]:
    return frozenset(date.fromisoformat(one["day"]) for one in pairs if one["year"] == year)


def _frame(row: Any, year: int, today: date) -> Frame:
    return Frame(year, today, next(iter(_days(row.terms, year)), None))


def _proofs(row: Any, year: int) -> frozenset[date]:
    return _days(row.proven, year)


def _binds(row: Ownership, year: int, version: Version | None) -> bool:
    """Whether the commitment is one of the year's version, and was the body's then."""
    if version is None or row.commitment.version_id != version.pk or row.since.year > year:
        return False
    return row.until is None or row.until.year >= year
