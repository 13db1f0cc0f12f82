"""What is late, over all years at once: the same rules, in a number of queries that does not grow with the years."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trama.access.actor import Actor
from trama.protocol.agreement.models import Version
from trama.protocol.commitments.models import DataTerm, Evidence, EvidenceState, Ownership
from trama.protocol.commitments.rules import NO_DAYS, Frame, Outcome, State
from trama.protocol.commitments.selectors import (
    DATED_RULES,
    outcome_of,
    version_of_year,
    versions,
    years_of,
)
from trama.protocol.commitments.sources import tallies


@dataclass(frozen=True, slots=True)
class LateOne:
    """One dated commitment of one body that is late for one year."""

    year: int
    ownership: Ownership
    outcome: Outcome


def late_ones(actor: Actor, today: date) -> list[LateOne]:
    """The newest year first, then in the order of the text. Five queries, and the area of meetings' own a year."""
    rows = list(
        Ownership.objects.filter(network=actor.network_id, commitment__rule__in=DATED_RULES)
        .select_related("commitment", "organisation")
        .order_by("commitment__order", "organisation__sort_key")
    )
    those = versions(actor)
    terms = dict(DataTerm.objects.filter(network=actor.network_id).values_list("year", "due_on"))
    proofs = _proofs([row.pk for row in rows])
    found = []
    for year in years_of(actor, today):
        told = tallies(actor, year)
        frame = Frame(year, today, terms.get(year))
        for row in rows:
            if not _binds(row, year, version_of_year(those, year)):
                continue
            result = outcome_of(row, frame, proofs.get((row.pk, year), NO_DAYS), told)
            if result.state == State.LATE:
                found.append(LateOne(year, row, result))
    return found


def _binds(row: Ownership, year: int, version: Version | None) -> bool:
    """Whether the commitment is one of the year's version, and was the body's then."""
    if version is None or row.commitment.version_id != version.pk or row.since.year > year:
        return False
    return row.until is None or row.until.year >= year


def _proofs(ownerships: list[UUID]) -> dict[tuple[UUID, int], set[date]]:
    days: dict[tuple[UUID, int], set[date]] = defaultdict(set)
    rows = Evidence.objects.filter(ownership__in=ownerships, state=EvidenceState.CONFIRMED)
    for key, year, day in rows.values_list("ownership_id", "year", "day"):
        days[key, year].add(day)
    return days
